# Values for forecast.csv from R 4.2.2 with forecast 8.20 (apt-get install r-cran-forecast).
#
# The series are those of engine.py. Run: Rscript forecast.R > forecast.csv
suppressMessages(library(forecast))
t <- 0:31
season <- ts(100 + 2 * t + 10 * cos(pi * t / 2) + (7 * t) %% 5, frequency = 4)
walk <- cumsum((37 * (0:39)) %% 11 - 4)
write <- function(what, values)
  cat(sprintf("%s,%d,%.12g\n", what, seq_along(values) - 1L, values), sep = "")
cat("what,index,value\n")
# Parameters and initial states that ets() finds, and its one-step forecasts from them: alpha, beta,
# gamma, phi, level, slope, seasons from that of the first value on, forecasts at 0, 5 and 31.
found <- function(name, y, form, damped) {
  fit <- ets(y, model = form, damped = damped)
  at <- function(what, none) if (is.na(fit$par[what])) none else fit$par[[what]]
  states <- fit$initstate
  seasons <- rev(states[grepl("^s", names(states))])
  write(name, c(at("alpha", 0), at("beta", 0), at("gamma", 0), at("phi", 1),
                states[["l"]], if ("b" %in% names(states)) states[["b"]] else 0,
                seasons, fitted(fit)[c(1, 6, 32)]))
}
found("ets-r-AAdN", walk + 50, "AAN", TRUE)
found("ets-r-ANA", season, "ANA", FALSE)
found("ets-r-AAdA", season, "AAA", TRUE)
found("ets-r-MAM", season, "MAM", FALSE)
found("ets-r-MNM", season, "MNM", FALSE)
# Mean absolute scaled errors four quarters ahead.
past <- window(season, end = c(7, 4))
last <- window(season, start = c(8, 1))
mase <- function(fit) accuracy(fit, last)["Test set", "MASE"]
write("mase-r-seasonal-naive", mase(snaive(past, 4)))
write("mase-r-naive", mase(naive(past, 4)))
# Conditional least squares of differences.
for (what in list(list("ar1", c(1, 1, 0)), list("ma1", c(0, 1, 1))))
  write(paste0("arima-r-", what[[1]]), coef(Arima(walk, order = what[[2]], method = "CSS"))[[what[[1]]]])
