# The peer of the epidemiology part: R's own packages on the same series, one case a run.
#
#   Rscript bench/epidemiology.R CASE FOLDER RUNS
#
# reads FOLDER/CASE.csv (one column a series) and what else the case names, runs the case RUNS times
# and writes what the package gave, one file a figure, and seconds.csv: the quickest run by the
# clock, and the least processor time. Loading packages, reading and writing do not count.

arguments <- commandArgs(trailingOnly = TRUE)
case <- arguments[1]
folder <- arguments[2]
runs <- as.integer(arguments[3])

suppressMessages({
  library(surveillance)
  library(EpiEstim)
})

given <- function(name) {
  as.matrix(read.csv(file.path(folder, paste0(name, ".csv")), header = FALSE))
}
keep <- function(figures, name) {
  path <- file.path(folder, paste0("r_", name, ".csv"))
  write.table(format(figures, digits = 17, trim = TRUE, scientific = TRUE), path,
              sep = ",", row.names = FALSE, col.names = FALSE, quote = FALSE)
}
weekly <- function() sts(observed = unname(given(case)), start = c(2010, 1), frequency = 52)

farrington <- function(control) {
  series <- weekly()
  control$range <- (nrow(series) - 155):nrow(series)
  list(
    work = function() farringtonFlexible(series, control = control),
    save = function(found) {
      keep(upperbound(found), "upper")
      keep(found@control$expected, "expected")
      keep(found@control$pvalue, "p_value")
      keep(alarms(found) + 0, "alarm")
    }
  )
}

ears <- function() {
  series <- weekly()
  all_weeks <- function(method) {
    found <- earsC(series, control = list(method = method, minSigma = 0.5))
    before <- matrix(NaN, nrow(series) - nrow(found), ncol(series))
    list(upper = rbind(before, upperbound(found)), alarm = rbind(before, alarms(found) + 0))
  }
  list(
    work = function() lapply(c(C1 = "C1", C2 = "C2", C3 = "C3"), all_weeks),
    save = function(found) for (method in names(found)) {
      keep(found[[method]]$upper, paste0(method, "_upper"))
      keep(found[[method]]$alarm, paste0(method, "_alarm"))
    }
  )
}

reproduction <- function() {
  series <- unname(given(case))
  days <- nrow(series)
  asked <- list(mean_si = 7, std_si = 5.2, t_start = 2:(days - 6), t_end = 8:days)
  one <- function(incidence) {
    estimated <- suppressMessages(suppressWarnings(
      estimate_R(incidence, method = "parametric_si", config = make_config(asked))
    ))
    as.matrix(estimated$R[, -(1:2)])
  }
  list(
    work = function() lapply(seq_len(ncol(series)), function(j) one(series[, j])),
    save = function(found) keep(do.call(rbind, found), "reproduction")
  )
}

# Each series is a line list: day of the event, day of the report, from the triangle's cells.
lawless <- function() {
  cells <- given(case)  # series, day, delay, cases; of what is known on the last day
  first <- as.Date("2021-01-01")
  lists <- lapply(split(as.data.frame(cells), cells[, 1]), function(rows) {
    times <- rows[[4]]
    data.frame(
      event = first + rep(rows[[2]], times), report = first + rep(rows[[2]] + rows[[3]], times)
    )
  })
  now <- first + max(cells[, 2])
  asked <- seq(now - 14, now, by = "1 day")
  one <- function(people) {
    sink("/dev/null")
    on.exit(sink())
    suppressMessages(suppressWarnings(nowcast(
      now = now, when = asked, data = people, dEventCol = "event", dReportCol = "report", D = 15,
      method = "lawless", aggregate.by = "1 day",
      control = list(dRange = c(first, now), N.tInf.max = 2000)
    )))
  }
  list(
    work = function() lapply(lists, one),
    save = function(found) {
      keep(t(sapply(found, function(each) each@delayCDF[["lawless"]])), "delay_cdf")
    }
  )
}

# scoringutils is not in Debian: its formulas in plain R, vectorised over the forecasts.
scores <- function() {
  quantiles <- unname(given("quantiles"))
  observed <- as.vector(given("observed"))
  levels <- as.vector(given("levels"))
  samples <- unname(given("samples"))
  weighted <- function() {
    losses <- sapply(seq_along(levels), function(k) {
      2 * ((observed <= quantiles[, k]) - levels[k]) * (quantiles[, k] - observed)
    })
    rowMeans(losses)
  }
  ranked <- function() {
    size <- ncol(samples)
    apply(cbind(observed, samples), 1, function(row) {
      gap <- sort(row[-1]) - row[1]
      2 / size^2 * sum(gap * (size * (gap > 0) - seq_len(size) + 0.5))
    })
  }
  inside <- function(low, high) {
    (quantiles[, low] <= observed & observed <= quantiles[, high]) + 0
  }
  bias <- function() {
    middle <- quantiles[, (length(levels) + 1) / 2]
    below <- apply(t(quantiles <= observed) * levels, 2, max)
    above <- apply(ifelse(t(quantiles >= observed), levels, 1), 2, min)
    ifelse(observed < middle, 1 - 2 * below, ifelse(observed > middle, 1 - 2 * above, 0))
  }
  list(
    work = function() cbind(weighted(), ranked(), inside(7, 17), inside(3, 21), bias()),
    save = function(found) keep(found, "scores")
  )
}

noufaily <- list(
  noPeriods = 10, b = 5, w = 3, weightsThreshold = 2.58, pastWeeksNotIncluded = 26,
  pThresholdTrend = 1, thresholdMethod = "nbPlugin", alpha = 0.005
)
made <- switch(case,
  farrington = farrington(list()),
  noufaily = farrington(noufaily),
  ears = ears(),
  reproduction = reproduction(),
  lawless = lawless(),
  scores = scores(),
  stop("no such case")
)
seconds <- c(Inf, Inf)
for (run in seq_len(runs)) {
  begun <- proc.time()
  found <- made$work()
  took <- proc.time() - begun
  seconds <- pmin(seconds, c(took[["elapsed"]], took[["user.self"]] + took[["sys.self"]]))
}
made$save(found)
keep(matrix(seconds, 1), "seconds")
