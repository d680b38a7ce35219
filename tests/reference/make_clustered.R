# Rscript make_clustered.R DIR -> DIR/clustered.json: errors by therapist from clubSandwich, for least squares and for gls with an
# unstructured covariance, of trial.csv in DIR. Therapists come from the patient's number, so that they are of unequal size.
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(nlme); library(clubSandwich); library(jsonlite)})
d <- read.csv(file.path(dir, "trial.csv"))
d$change <- d$pain - d$baseline
d <- d[!is.na(d$change), ]
d$number <- as.integer(gsub("[^0-9]", "", d$patient))
d$therapist <- factor(floor(sqrt(d$number)))
d$arm <- factor(d$arm, c("standard", "needling"))
d$visit <- factor(d$visit)
d$place <- as.integer(d$visit)
d <- d[order(d$patient, d$place), ]
R <- list(meta = list(R = R.version.string, clubSandwich = as.character(packageVersion("clubSandwich")),
                      nlme = as.character(packageVersion("nlme")), therapists = nlevels(d$therapist)))
judge <- function(fit, kind, cluster, tested) {
  V <- vcovCR(fit, cluster = cluster, type = kind)
  found <- coef_test(fit, V, test = "Satterthwaite")
  df <- if ("df_Satt" %in% names(found)) found$df_Satt else found$df
  joint <- Wald_test(fit, constrain_zero(tested), V, test = "HTZ")
  list(std_error = setNames(as.list(found$SE), names(coef(fit))), df = setNames(as.list(df), names(coef(fit))),
       joint = list(statistic = joint$Fstat, df_num = joint$df_num, df_denom = joint$df_denom, p_value = joint$p_val))
}
last <- d[d$visit == tail(levels(d$visit), 1), ]
m <- lm(change ~ arm * cause + baseline, last)
R$least_squares <- lapply(setNames(c("CR0", "CR2", "CR3"), c("CR0", "CR2", "CR3")),
                          function(k) judge(m, k, last$therapist, grep("arm.*:cause", names(coef(m)))))
ctl <- glsControl(tolerance = 1e-10, msTol = 1e-10, maxIter = 500, msMaxIter = 500)
g <- gls(change ~ baseline * visit + arm * visit, d, correlation = corSymm(form = ~ place | patient),
         weights = varIdent(form = ~ 1 | visit), method = "REML", control = ctl)
R$mixed <- lapply(setNames(c("CR0", "CR3"), c("CR0", "CR3")),
                  function(k) judge(g, k, d$therapist, grep("visit.*:arm|arm.*:visit", names(coef(g)))))
R$coefficients <- list(least_squares = as.list(coef(m)), mixed = as.list(coef(g)))
write_json(R, file.path(dir, "clustered.json"), digits = I(12), auto_unbox = TRUE, pretty = TRUE)
