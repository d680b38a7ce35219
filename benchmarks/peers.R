# Rscript peers.R FILE KIND: CPU seconds of R packages on the same data, one JSON object per line.
# mmrm, nlme (gls with the same covariance; no Kenward-Roger) and lme4 with lmerTest are used where they are installed.
args <- commandArgs(TRUE); d <- read.csv(args[1], stringsAsFactors = TRUE); kind <- args[2]
has <- function(p) suppressWarnings(suppressPackageStartupMessages(requireNamespace(p, quietly = TRUE)))
say <- function(software, label, run) {
  seconds <- tryCatch({ t <- system.time(v <- run()); unname(t[1] + t[2]) }, error = function(e) { v <<- NA; NA })
  cat(sprintf('{"software": "%s", "label": "%s", "cpu_seconds": %s, "answer": %s}\n', software, label,
              ifelse(is.na(seconds), "null", format(seconds, digits = 6)), ifelse(is.na(v), "null", format(v, digits = 12))))
}
d$patient <- factor(d$patient)
if (kind == "visits") {
  d <- d[!is.na(d$change), ]; d$arm <- relevel(d$arm, "standard"); d$slot <- as.integer(d$visit)
  fml <- change ~ baseline * visit + arm * visit
  if (has("mmrm")) say(paste("mmrm", packageVersion("mmrm")), "us, Kenward-Roger (linear)", function() {
    f <- mmrm::mmrm(update(fml, . ~ . + us(visit | patient)), d, method = "Kenward-Roger", vcov = "Kenward-Roger-Linear")
    capture.output(print(summary(f))); -2 * as.numeric(logLik(f)) })
  if (has("nlme")) say(paste("nlme", packageVersion("nlme")), "gls, corSymm and varIdent, no df", function() {
    f <- nlme::gls(fml, d, correlation = nlme::corSymm(form = ~ slot | patient), weights = nlme::varIdent(form = ~ 1 | visit))
    capture.output(print(summary(f))); -2 * as.numeric(logLik(f)) })
} else if (kind %in% c("own times", "own times, cs")) {
  d$arm <- relevel(d$arm, "standard"); cs <- kind == "own times, cs"
  if (has("nlme")) say(paste("nlme", packageVersion("nlme")), paste0("gls, ", ifelse(cs, "corCompSymm", "corExp"), ", no df"), function() {
    f <- nlme::gls(pain ~ arm * week, d, correlation = if (cs) nlme::corCompSymm(form = ~ 1 | patient) else nlme::corExp(form = ~ week | patient))
    capture.output(print(summary(f))); -2 * as.numeric(logLik(f)) })
} else {
  d$arm <- relevel(d$arm, "standard")
  if (has("lme4")) say(paste("lme4", packageVersion("lme4")), "random slope, no df", function() {
    f <- lme4::lmer(pain ~ arm * week + (week | patient), d); capture.output(print(summary(f))); -2 * as.numeric(logLik(f)) })
  if (has("lmerTest")) say(paste("lmerTest", packageVersion("lmerTest")), "random slope, Satterthwaite", function() {
    f <- lmerTest::lmer(pain ~ arm * week + (week | patient), d); capture.output(print(summary(f))); -2 * as.numeric(logLik(f)) })
}
