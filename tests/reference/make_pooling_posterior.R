# Writes pooling_posterior.json: a normal-normal model integrated over tau with R's integrate, by brute force, and
# metafor's Hartung-Knapp interval that is never narrower than Wald's (test = "adhoc").
# Rscript make_pooling_posterior.R
library(jsonlite); suppressPackageStartupMessages(library(metafor))
cases <- list(
  four = list(y = c(-1.6, -0.2, -1.1, -0.9), s = c(.3, .4, .5, .2)),
  alike = list(y = c(-1, -.99, -1.01), s = c(.5, .4, .7)),
  apart = list(y = c(-3.2, 0.4), s = c(.25, .6)))
jeffreys <- function(t, s) sapply(t, function(x) sqrt(sum((x / (s^2 + x^2))^2)))
solve_case <- function(y, s, prior) {
  inner <- function(t) { w <- 1 / (s^2 + t^2); c(m = sum(w * y) / sum(w), v = 1 / sum(w)) }
  likelihood <- function(t) sapply(t, function(x) { w <- 1 / (s^2 + x^2); m <- sum(w * y) / sum(w)
    exp(.5 * sum(log(w)) - .5 * log(sum(w)) - .5 * sum(w * (y - m)^2)) })
  # tau = u / (1 - u) maps the whole range onto (0, 1); pieces keep integrate from missing the peak.
  pieces <- c(0, .02, .05, .1, .2, .3, .4, .5, .6, .7, .8, .9, .97, .99, .999, 1)
  over <- function(f, top = 1) { edges <- c(pieces[pieces < top], top); sum(sapply(seq_along(edges)[-1], function(i) integrate(function(u) {
    t <- u / (1 - u); r <- f(t) * likelihood(t) * prior(t, s) / (1 - u)^2; r[!is.finite(r)] <- 0; r },
    edges[i - 1], edges[i], rel.tol = 1e-11, abs.tol = 0, subdivisions = 2000, stop.on.error = FALSE)$value)) }
  total <- over(function(t) rep(1, length(t)))
  summarise <- function(m, v) {
    mean <- over(function(t) sapply(t, m)) / total
    q <- function(p) uniroot(function(x) over(function(t) sapply(t, function(z) pnorm((x - m(z)) / sqrt(v(z))))) / total - p,
      c(-500, 500), tol = 1e-10)$root
    c(mean = mean, low = q(.025), high = q(.975)) }
  group <- function(k) { b <- function(t) t^2 / (t^2 + s[k]^2)
    summarise(function(t) b(t) * y[k] + (1 - b(t)) * inner(t)[["m"]],
              function(t) b(t) * s[k]^2 + (1 - b(t))^2 * inner(t)[["v"]]) }
  tau <- function(p) { u <- uniroot(function(u) over(function(t) rep(1, length(t)), u) / total - p,
    c(1e-6, 1 - 1e-7), tol = 1e-12)$root; u / (1 - u) }
  list(mean = summarise(function(t) inner(t)[["m"]], function(t) inner(t)[["v"]]),
       groups = lapply(seq_along(y), group),
       new = summarise(function(t) inner(t)[["m"]], function(t) inner(t)[["v"]] + t^2),
       tau = c(median = tau(.5), low = tau(.025), high = tau(.975))) }
out <- list(meta = list(R = R.version.string, metafor = as.character(packageVersion("metafor"))))
for (name in names(cases)) { k <- cases[[name]]
  g <- rma(k$y, k$s^2, method = "REML", test = "adhoc", control = list(threshold = 1e-12, maxiter = 1000))
  out$cases[[name]] <- list(estimate = k$y, std_error = k$s,
    jeffreys = lapply(solve_case(k$y, k$s, jeffreys), function(x) if (is.list(x)) lapply(x, as.list) else as.list(x)),
    half_normal = lapply(solve_case(k$y, k$s, function(t, s) dnorm(t, 0, .8)), function(x) if (is.list(x)) lapply(x, as.list) else as.list(x)),
    adhoc = list(tau2 = g$tau2, estimate = as.numeric(g$beta), std_error = g$se, low = g$ci.lb, high = g$ci.ub),
    blup = unclass(blup(rma(k$y, k$s^2, method = "REML", test = "knha",
      control = list(threshold = 1e-12, maxiter = 1000))))[c("pred", "se", "pi.lb", "pi.ub")]) }
write_json(out, "pooling_posterior.json", digits = I(12), auto_unbox = TRUE, pretty = TRUE)
