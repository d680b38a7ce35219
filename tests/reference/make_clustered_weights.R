# Weighted least squares with fixed weights and clusters in R's survey: linearised errors and the jackknife.
# Rscript make_clustered_weights.R > clustered_weights.json, in this directory.
suppressPackageStartupMessages({library(survey); library(jsonlite)})

data <- read.csv("observational.csv")
data$row <- seq_len(nrow(data)) - 1
data$needled <- as.numeric(data$arm == "needling")
data$therapist <- data$row %/% 16
# Each in one arm only: the number differs from arm to arm.
data$nested <- ifelse(data$needled == 1, data$row %% 7, 100 + data$row %% 4)
data$weight <- 0.5 + (data$row %% 5) / 4

fit <- function(design, formula) {
  found <- svyglm(formula, design)
  list(estimate = unname(coef(found)["needled"]), variance = unname(vcov(found)["needled", "needled"]))
}
one <- function(cluster, formula, weights) {
  design <- svydesign(ids = cluster, weights = weights, data = data)
  left_out <- as.svrepdesign(design, type = "JK1", mse = TRUE)
  list(clusters = length(unique(data[[all.vars(cluster)]])), linearised = fit(design, formula), jackknife = fit(left_out, formula))
}
adjusted <- pain ~ needled + baseline + age + sex
cat(toJSON(list(
  survey = as.character(packageVersion("survey")),
  crossed = one(~therapist, adjusted, ~weight),
  nested = one(~nested, adjusted, ~weight),
  crossed_means = one(~therapist, pain ~ needled, NULL),
  nested_means = one(~nested, pain ~ needled, NULL)
), auto_unbox = TRUE, digits = NA, pretty = TRUE), "\n")
