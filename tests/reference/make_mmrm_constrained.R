# Rscript make_mmrm_constrained.R DIR -> DIR/mmrm_constrained.json: constrained longitudinal data analysis of trial.csv in
# DIR, the baseline as first outcome and the arms equal there, by nlme's gls with an unstructured covariance.
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(nlme); library(jsonlite)})
d <- read.csv(file.path(dir, "trial.csv"))
first <- d[!duplicated(d$patient), ]; first$visit <- "W00"; first$pain <- first$baseline
d <- rbind(first, d); d <- d[!is.na(d$pain), ]
d$visit <- factor(d$visit); d$number <- as.integer(d$visit)
later <- levels(d$visit)[-1]
for (v in later) d[[paste0("effect_", v)]] <- (d$visit == v) * (d$arm == "needling")
d <- d[order(d$patient, d$number), ]
fml <- as.formula(paste("pain ~ visit +", paste0("effect_", later, collapse = " + ")))
ctl <- glsControl(tolerance = 1e-10, msTol = 1e-10, maxIter = 500, msMaxIter = 500)
R <- list(meta = list(R = R.version.string, nlme = as.character(packageVersion("nlme")), formula = deparse(fml, width.cutoff = 500)))
f <- gls(fml, d, correlation = corSymm(form = ~ number | patient), weights = varIdent(form = ~ 1 | visit), method = "REML", control = ctl)
b <- coef(f); V <- vcov(f)
change <- function(visit, treated) {
  l <- setNames(rep(0, length(b)), names(b)); l[paste0("visit", visit)] <- 1
  if (treated) l[paste0("effect_", visit)] <- 1
  data.frame(arm = if (treated) "needling" else "standard", visit = visit, estimate = sum(l * b),
             std_error = sqrt(drop(t(l) %*% V %*% l)))
}
R$log_likelihood <- as.numeric(logLik(f))
R$changes <- do.call(rbind, lapply(later, function(v) rbind(change(v, FALSE), change(v, TRUE))))
R$effects <- data.frame(visit = later, estimate = unname(b[paste0("effect_", later)]),
                        std_error = unname(sqrt(diag(V))[paste0("effect_", later)]))
write_json(R, file.path(dir, "mmrm_constrained.json"), digits = I(15), auto_unbox = TRUE)
