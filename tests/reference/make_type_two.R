# Rscript make_type_two.R DIR -> DIR/type_two.json : type II tests of car, and those of lmerTest, which define them otherwise
args <- commandArgs(TRUE); dir <- args[1]
suppressPackageStartupMessages({library(lme4); library(lmerTest); library(car); library(pbkrtest); library(jsonlite)})
options(contrasts=c("contr.treatment", "contr.poly"))
s <- read.csv(file.path(dir, "sessions.csv")); s$arm <- factor(s$arm, levels=c("standard", "needling"))
s$period <- cut(s$week, c(-Inf, 3, 6, Inf), labels=c("early", "middle", "late"))
control <- lmerControl(optimizer="bobyqa", optCtrl=list(rhoend=1e-11))
table_of <- function(x, names) setNames(data.frame(rownames(x), x, row.names=NULL), names)
run <- function(formula) {
  f <- lme4::lmer(as.formula(formula), data=s, control=control)
  g <- lmerTest::lmer(as.formula(formula), data=s, control=control)
  list(formula=formula,
    car_chisq=table_of(as.data.frame(Anova(f, type=2)), c("term", "statistic", "df_num", "p_value")),
    car_f=table_of(as.data.frame(Anova(f, type=2, test.statistic="F")), c("term", "statistic", "df_num", "df_denom", "p_value")),
    lmertest_kenward_roger=table_of(as.data.frame(anova(g, type=2, ddf="Kenward-Roger")), c("term", "sum_sq", "mean_sq", "df_num", "df_denom", "statistic", "p_value")))
}
R <- list(meta=list(R=R.version.string, packages=sapply(c(car="car", lme4="lme4", lmerTest="lmerTest", pbkrtest="pbkrtest"), function(p) as.character(packageVersion(p)), simplify=FALSE),
  notes="sessions.csv; period = week cut at 3 and 6"),
  crossed=run("pain ~ baseline + arm * cause + arm * period + (1 + week | patient)"),
  three_way=run("pain ~ baseline * period + arm * cause * period + (1 | patient)"))
write(toJSON(R, digits=12, auto_unbox=TRUE, pretty=TRUE), file.path(dir, "type_two.json"))
