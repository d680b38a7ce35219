# Rscript make_mmrm_spatial.R DIR -> DIR/mmrm_spatial.json: nlme's gls with correlation in real time, on trial.csv in DIR.
# nlme converges to a relative change of 1e-6 by default; the tighter control below brings the gradient down.
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(nlme); library(jsonlite)})
d <- read.csv(file.path(dir, "trial.csv"), stringsAsFactors = TRUE); d <- d[!is.na(d$change), ]
d$arm <- factor(d$arm, levels = c("standard", "needling"))
fml <- change ~ baseline * visit + arm * visit
ctl <- glsControl(tolerance = 1e-12, msTol = 1e-12, maxIter = 500, msMaxIter = 500)
one <- function(cor, het, method) {
  f <- gls(fml, d, correlation = cor, weights = if (het) varIdent(form = ~ 1 | visit) else NULL, method = method, control = ctl)
  s <- summary(f)$tTable
  list(log_likelihood = as.numeric(logLik(f)), sigma = f$sigma, parameter = unname(coef(f$modelStruct$corStruct, unconstrained = FALSE)),
       coefficients = data.frame(term = rownames(s), estimate = s[, "Value"], std_error = s[, "Std.Error"]))
}
R <- list(meta = list(R = R.version.string, nlme = as.character(packageVersion("nlme")), formula = deparse(fml)))
for (method in c("REML", "ML")) for (het in c(FALSE, TRUE)) {
  h <- if (het) "h" else ""
  R[[paste0("sp_exp", h, " ", method)]] <- one(corExp(form = ~ week | patient), het, method)
  R[[paste0("sp_pow", h, " ", method)]] <- one(corCAR1(0.9, form = ~ week | patient), het, method)
}
write_json(R, file.path(dir, "mmrm_spatial.json"), digits = I(15), auto_unbox = TRUE)
