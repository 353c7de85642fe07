# Rscript make_factors.R
#
# Numbers of R's FactoMineR (PCA, MCA, FAMD) and survival (coxph, Efron's ties), of tables that are
# made here or that come with R itself (iris). Writes the tables and the vectors beside this script.
# FactoMineR is GPL: it is asked, none of its code nor of its data sets is kept.
suppressMessages({library(FactoMineR); library(survival)})
options(digits = 15)
set.seed(1)

n <- 60
trait <- rnorm(n)
people <- data.frame(
  age = round(50 + 15 * trait + rnorm(n, sd = 5)),
  weight = round(70 - 8 * trait + rnorm(n, sd = 6), 1),
  score = round(rexp(n), 3),
  dose = round(runif(n, 1, 5), 2),
  sex = sample(c("F", "M"), n, replace = TRUE),
  stage = cut(trait + rnorm(n, sd = 0.5), c(-Inf, -0.7, 0.3, 1, Inf), labels = c("i", "ii", "iii", "iv")),
  site = sample(c("Angers", "Nantes", "Le Mans"), n, replace = TRUE, prob = c(0.2, 0.5, 0.3)),
  stringsAsFactors = TRUE
)
write.csv(people, "people.csv", row.names = FALSE)

m <- 200
arm <- sample(0:2, m, replace = TRUE)
days <- ceiling(rexp(m, rate = exp(-4 - 0.7 * (arm == 1) - 0.3 * (arm == 2))) / 10) * 10  # tied
cens <- as.integer(days <= 120)
followed <- data.frame(arms = arm, days = pmin(days, 120), cens = cens)
write.csv(followed, "followed.csv", row.names = FALSE)

analyses <- list(
  pca = PCA(people[, 1:4], ncp = 4, graph = FALSE),
  pca_weighted = PCA(people[, 1:4], ncp = 4, graph = FALSE, col.w = c(2, 1, 0.5, 1)),
  mca = MCA(people[, 5:7], ncp = 5, graph = FALSE),
  famd = FAMD(people, ncp = 5, graph = FALSE),
  pca_iris = PCA(iris[, 1:4], ncp = 4, graph = FALSE),
  famd_iris = FAMD(iris, ncp = 5, graph = FALSE)
)
eigenvalues <- do.call(rbind, lapply(names(analyses), function(name) {
  values <- analyses[[name]]$eig[, 1]
  data.frame(analysis = name, component = seq_along(values), eigenvalue = as.numeric(values))
}))
write.csv(eigenvalues, "eigenvalues.csv", row.names = FALSE)
coordinates <- do.call(rbind, lapply(names(analyses)[1:4], function(name) {
  found <- analyses[[name]]$ind$coord
  data.frame(analysis = name, row = rep(seq_len(nrow(found)), ncol(found)),
             component = rep(seq_len(ncol(found)), each = nrow(found)), coordinate = as.numeric(found))
}))
write.csv(coordinates, "coordinates.csv", row.names = FALSE)

model <- coxph(Surv(days, cens) ~ factor(arms), data = followed, ties = "efron")
ratios <- summary(model)$conf.int
write.csv(data.frame(arm = 1:2, ratio = ratios[, 1], low = ratios[, 3], high = ratios[, 4]),
          "hazard_ratios.csv", row.names = FALSE)

cat("FactoMineR", as.character(packageVersion("FactoMineR")),
    "survival", as.character(packageVersion("survival")), R.version.string, "\n")
