# Rscript make_growth_reference.R DIR -> DIR/growth_reference.json : growth models that reference.json doesn't hold
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(pbkrtest); library(nlme); library(jsonlite)})
options(contrasts=c("contr.treatment", "contr.poly"))
s <- read.csv(file.path(dir, "sessions.csv")); s$arm <- factor(s$arm, levels=c("standard", "needling"))
s$needling <- as.numeric(s$arm == "needling"); s$early <- pmin(s$week, 4); s$late <- pmax(s$week - 4, 0)
s$period <- cut(s$week, c(-Inf, 3, 6, Inf), labels=c("early", "middle", "late"))
s$wave <- s$pain + sin(s$day / 6 + as.integer(factor(s$patient)))   # neighbouring sessions resemble each other
s$quiet <- s$day %% 7 + s$baseline + 0.05 * (s$needling + 1) * s$week   # no variation between slopes, so a singular fit
table_of <- function(x) setNames(data.frame(rownames(x), x, row.names=NULL), c("term", "estimate", "std_error", "df", "statistic", "p_value"))
L_of <- function(f, pattern) { b <- names(fixef(f)); i <- grep(pattern, b); L <- matrix(0, length(i), length(b)); L[cbind(seq_along(i), i)] <- 1; list(L=L, terms=b[i]) }
joint <- function(f, pattern) { l <- L_of(f, pattern); a <- contest(f, l$L); k <- KRmodcomp(f, l$L)$test
  list(terms=l$terms, satterthwaite=unname(unlist(a[c("F value", "NumDF", "DenDF", "Pr(>F)")])),
       kenward_roger=unname(unlist(k["Ftest", c("stat", "ndf", "ddf", "p.value")]))) }
run <- function(formula, data, pattern=NULL) {
  f <- lmerTest::lmer(as.formula(formula), data=data, control=lmerControl(optimizer="bobyqa", optCtrl=list(rhoend=1e-11)))
  r <- list(formula=formula, singular=isSingular(f), log_likelihood=as.numeric(logLik(f)), sigma=sigma(f),
    varcorr=as.data.frame(VarCorr(f)), satterthwaite=table_of(coef(summary(f))),
    kenward_roger=table_of(coef(summary(f, ddf="Kenward-Roger"))))
  if (!is.null(pattern)) r$joint <- joint(f, pattern)
  e <- as.data.frame(ranef(f, condVar=TRUE)); r$random_effects <- e
  r }
R <- list(meta=list(R=R.version.string, packages=sapply(c(lme4="lme4", lmerTest="lmerTest", pbkrtest="pbkrtest", nlme="nlme"), function(p) as.character(packageVersion(p)), simplify=FALSE),
  notes="sessions.csv; early = min(week, 4), late = max(week - 4, 0), period = week cut at 3 and 6, wave = pain + sin(day / 6 + number of the patient), quiet = day mod 7 + baseline + 0.05 (1 + needling) week"))
R$joint <- run("pain ~ baseline + arm * period + (1 + week | patient)", s, "arm.*:period")
R$joint_cluster <- run("pain ~ baseline + arm * period + (1 + week | patient) + (1 | therapist)", s, "arm.*:period")
R$piecewise <- run("pain ~ baseline + arm * (early + late) + (1 + early + late | patient)", s)
R$partially_nested <- run("pain ~ baseline + arm * week + (1 + week | patient) + (0 + needling | therapist)", s)
R$singular <- run("quiet ~ arm * week + (1 + week | patient)", s)
R$singular_intercept <- run("quiet ~ baseline + arm * week + (1 | patient)", s)
b <- lme(wave ~ baseline + arm * week, random=~1 + week | patient, data=s, correlation=corCAR1(form=~week | patient),
  control=lmeControl(opt="nlminb", msMaxIter=2000, maxIter=500, tolerance=1e-13, msTol=1e-13))
q <- summary(b)
R$slope_car1 <- list(coefficients=data.frame(term=rownames(q$tTable), q$tTable[, c("Value", "Std.Error")], row.names=NULL), sigma=b$sigma,
  phi=unname(coef(b$modelStruct$corStruct, unconstrained=FALSE)), covariance=unclass(getVarCov(b)), log_likelihood=as.numeric(logLik(b)))
write_json(R, file.path(dir, "growth_reference.json"), digits=I(15), auto_unbox=TRUE, na="null", null="null", pretty=FALSE)
