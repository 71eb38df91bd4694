// Models of posteriordb by name. Each has `data`, which makes a program's arguments of what was published, and `model`,
// the program. Its sites are named as the Stan program's parameters are; others besides them are its own affair.
import { arK } from "./ar-k.js";
import { arma11 } from "./arma11.js";
import { blr } from "./blr.js";
import { diamonds } from "./diamonds.js";
import { earnHeight } from "./earn-height.js";
import { eightSchoolsNoncentered } from "./eight-schools-noncentered.js";
import { garch11 } from "./garch11.js";
import { gpPoisRegr } from "./gp-pois-regr.js";
import { gpRegr } from "./gp-regr.js";
import { hmmDrive0 } from "./hmm-drive-0.js";
import { hmmExample } from "./hmm-example.js";
import { kidscoreMomhs } from "./kidscore-momhs.js";
import { kilpisjarvi } from "./kilpisjarvi.js";
import { lotkaVolterra } from "./lotka-volterra.js";
import { lowDimGaussMix } from "./low-dim-gauss-mix.js";
import { mesquite } from "./mesquite.js";
import { nes } from "./nes.js";

export { study } from "./study.js";

export const models = {
  arK,
  arma11,
  blr,
  diamonds,
  earn_height: earnHeight,
  eight_schools_noncentered: eightSchoolsNoncentered,
  garch11,
  gp_pois_regr: gpPoisRegr,
  gp_regr: gpRegr,
  hmm_drive_0: hmmDrive0,
  hmm_example: hmmExample,
  kidscore_momhs: kidscoreMomhs,
  kilpisjarvi,
  lotka_volterra: lotkaVolterra,
  low_dim_gauss_mix: lowDimGaussMix,
  mesquite,
  nes,
};
