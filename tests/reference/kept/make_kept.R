# Reference figures that are small enough to keep, on simulated series (nothing here is anybody's).
#
#   Rscript tests/reference/kept/make_kept.R FOLDER      (Debian: r-cran-surveillance r-cran-epiestim)
#
# Detection, R and the Lawless delay are what the packages give. The packages of the others
# (baselinenowcast, scoringutils, scoringRules) are not in Debian: their published definitions are
# written out below as plainly as possible, cell by cell, forecast by forecast.

suppressMessages({
  library(surveillance)
  library(EpiEstim)
})
folder <- commandArgs(trailingOnly = TRUE)[1]
keep <- function(table, name) {
  numbers <- sapply(table, is.numeric)
  table[numbers] <- lapply(table[numbers], function(x) {
    ifelse(is.na(x), "", sprintf("%.15g", x))
  })
  write.csv(table, file.path(folder, paste0(name, ".csv")), row.names = FALSE, quote = FALSE)
}
set.seed(20200513)

# Weekly counts of eight years: two seasonal series, one with an outbreak, and one that is rare.
weeks <- 416
season <- function(level, size) {
  rnbinom(weeks, mu = level * exp(0.5 * cos(2 * pi * seq_len(weeks) / 52)), size = size)
}
weekly <- data.frame(common = season(20, 8), outbreak = season(8, 5), rare = rpois(weeks, 0.3))
weekly$outbreak[401:408] <- weekly$outbreak[401:408] + rpois(8, 25)
keep(weekly, "weekly")
counts <- sts(observed = as.matrix(weekly), start = c(2012, 1), frequency = 52)

ears <- list(
  C1 = list(method = "C1"), C2 = list(method = "C2"), C1_min0.5 = list(method = "C1", minSigma = 0.5),
  C2_b28_min1 = list(method = "C2", baseline = 28, minSigma = 1, alpha = 0.001)
)
recent <- (weeks - 51):weeks
keep(do.call(rbind, lapply(names(ears), function(call) {
  found <- earsC(counts, control = c(ears[[call]], list(range = recent)))
  data.frame(call = call, t = recent, upperbound(found), alarms(found) + 0)
})), "ears")

seasons <- list(noPeriods = 10, b = 5, w = 3, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
                pThresholdTrend = 1)
flexible <- list(
  delta = list(), b3 = list(b = 3),
  nbPlugin = c(seasons, thresholdMethod = "nbPlugin", alpha = 0.005),
  muan = c(seasons, thresholdMethod = "muan", alpha = 0.05)
)
keep(do.call(rbind, lapply(names(flexible), function(call) {
  range <- (weeks - 25):weeks
  control <- c(flexible[[call]], list(range = range, limit54 = c(0, 4)))
  found <- farringtonFlexible(counts, control = control)
  said <- found@control
  do.call(rbind, lapply(seq_along(weekly), function(j) data.frame(
    call = call, series = names(weekly)[j], t = range, expected = said$expected[, j],
    dispersion = said$phiVector[, j], upper = as.vector(upperbound(found)[, j]),
    p_value = said$pvalue[, j], alarm = as.vector(alarms(found)[, j]) + 0
  )))
})), "farrington")

sums <- do.call(rbind, lapply(c("standard", "rossi", "anscombe"), function(transform) {
  range <- 365:weeks
  given <- sts2disProg(counts[, "common"])
  control <- list(range = range, k = 1.04, h = 2.26, m = NULL, trans = transform)
  found <- algo.cusum(given, control = control)
  data.frame(call = transform, t = range, statistic = as.vector(found$cusum),
             alarm = as.vector(found$alarm) + 0)
}))
keep(sums, "cusum")

# Daily cases: a wave, its R by both methods, and the serial intervals.
days <- 60
daily <- rpois(days, 30 * exp(1.2 * sin(2 * pi * seq_len(days) / 50)))
keep(data.frame(cases = daily), "daily")
weights <- c(0, 0.2, 0.35, 0.25, 0.15, 0.05)
asked <- list(weekly = list(si_distr = weights), prior = list(si_distr = weights, mean_prior = 2,
              std_prior = 1), fortnight = list(si_distr = weights, t_start = 2:(days - 13),
              t_end = 15:days))
estimated <- do.call(rbind, lapply(names(asked), function(call) {
  config <- make_config(asked[[call]])
  found <- suppressMessages(estimate_R(daily, method = "non_parametric_si", config = config))$R
  data.frame(call = call, t_end = found$t_end, as.matrix(found[, -(1:2)]))
}))
keep(estimated[estimated$t_end %% 3 == 0, ], "estimate_r")
infected <- wallinga_teunis(daily, method = "non_parametric_si", config = list(
  t_start = 2:(days - 6), t_end = 8:days, si_distr = weights, n_sim = 2
))$R
keep(data.frame(t_end = infected$t_end, mean = infected[["Mean(R)"]]), "wallinga_teunis")
pairs <- list(c(2.6, 1.5), c(7, 5.2), c(5.19, 0.72))
keep(do.call(rbind, lapply(pairs, function(each) {
  data.frame(mean = each[1], sd = each[2], k = 0:20, w = discr_si(0:20, each[1], each[2]))
})), "discr_si")

# A reporting triangle of 45 days and 11 delays.
delays <- 11
share <- dexp(seq_len(delays) - 1, 0.4)
cells <- t(sapply(seq_len(45), function(day) rpois(delays, 35 * share / sum(share))))
cells[outer(seq_len(45), seq_len(delays), `+`) > 46] <- NA
keep(as.data.frame(cells), "triangle")
first <- as.Date("2021-01-01")
at <- which(cells > 0, arr.ind = TRUE)
people <- data.frame(event = first + rep(at[, 1] - 1, cells[at]),
                     report = first + rep(at[, 1] + at[, 2] - 2, cells[at]))
sink("/dev/null")
lawless <- suppressWarnings(suppressMessages(nowcast(
  now = first + 44, when = first + 34:44, data = people, dEventCol = "event",
  dReportCol = "report", D = delays - 1, method = "lawless", control = list(N.tInf.max = 1000)
)))
sink()
filled <- cells  # chain ladder: each empty cell from those to its left
for (delay in 2:delays) {
  known <- !is.na(cells[, delay])
  factor <- sum(cells[known, delay]) / sum(cells[known, seq_len(delay - 1)])
  for (day in which(!known)) filled[day, delay] <- factor * sum(filled[day, seq_len(delay - 1)])
}
ladder <- colSums(filled) / sum(filled)
keep(data.frame(delay = seq_len(delays) - 1, ladder = ladder,
                lawless = lawless@delayCDF[["lawless"]][seq_len(delays)]), "delay")
expected <- sapply(seq_len(45), function(day) {
  total <- sum(cells[day, ], na.rm = TRUE)
  for (delay in which(is.na(cells[day, ]))) {
    reached <- sum(ladder[seq_len(delay - 1)])
    total <- total + ladder[delay] * (total + 1 - reached) / reached
  }
  total
})
keep(data.frame(expected = expected), "nowcast")

# Forty forecasts: seven quantiles and twenty samples each.
levels <- c(0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
samples <- matrix(rgamma(40 * 20, 6, 1 / 5), 40)
quantiles <- t(apply(samples, 1, quantile, levels, names = FALSE))
observed <- rpois(40, 30)
keep(data.frame(observed, quantiles, samples), "forecasts")
scored <- sapply(seq_len(40), function(i) {
  y <- observed[i]
  x <- samples[i, ]
  q <- quantiles[i, ]
  intervals <- sapply(1:3, function(k) {
    alpha <- 2 * levels[k]
    low <- q[k]
    high <- q[8 - k]
    alpha / 2 * (high - low) + max(0, low - y) + max(0, y - high)
  })
  c(
    wis = (sum(intervals) + abs(y - q[4]) / 2) / 3.5,
    crps = mean(abs(x - y)) - mean(abs(outer(x, x, `-`))) / 2,
    log = -log(mean(dnorm(y, x, bw.nrd(x)))),
    coverage = as.numeric(q[3] <= y && y <= q[5]),
    bias = if (y < q[4]) 1 - 2 * max(0, levels[q <= y]) else
      if (y > q[4]) 1 - 2 * min(1, levels[q >= y]) else 0
  )
})
keep(as.data.frame(t(scored)), "scores")
