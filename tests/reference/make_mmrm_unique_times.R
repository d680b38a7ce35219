# Rscript make_mmrm_unique_times.R DIR -> DIR/mmrm_unique_times.json: nlme's gls on unique_times.csv in DIR, where hardly two patients
# share a time. The tight control brings the gradient down from a relative change of 1e-6.
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(nlme); library(jsonlite)})
d <- read.csv(file.path(dir, "unique_times.csv"), stringsAsFactors = TRUE)
d$arm <- factor(d$arm, levels = c("standard", "needling"))
fml <- pain ~ baseline + arm * week
ctl <- glsControl(tolerance = 1e-12, msTol = 1e-12, maxIter = 500, msMaxIter = 500)
one <- function(cor, method) {
  f <- gls(fml, d, correlation = cor, method = method, control = ctl)
  s <- summary(f)$tTable
  list(log_likelihood = as.numeric(logLik(f)), sigma = f$sigma, parameter = unname(coef(f$modelStruct$corStruct, unconstrained = FALSE)),
       coefficients = data.frame(term = rownames(s), estimate = s[, "Value"], std_error = s[, "Std.Error"]))
}
R <- list(meta = list(R = R.version.string, nlme = as.character(packageVersion("nlme")), formula = deparse(fml)))
for (method in c("REML", "ML")) {
  R[[paste0("sp_exp ", method)]] <- one(corExp(form = ~ week | patient), method)
  R[[paste0("cs ", method)]] <- one(corCompSymm(form = ~ 1 | patient), method)
  R[[paste0("sp_pow ", method)]] <- one(corCAR1(0.9, form = ~ week | patient), method)
}
write_json(R, file.path(dir, "mmrm_unique_times.json"), digits = I(15), auto_unbox = TRUE)
