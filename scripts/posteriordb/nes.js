import { columns, vector } from "./arrays.js";
import { flatRegression } from "./flat-regression.js";

/** Party identification in the National Election Study (Gelman & Hill 2007, ch. 4); age is a factor of four levels. */
export const nes = {
  data({ N, real_ideo, race_adj, age_discrete, educ1, gender, income, partyid7 }) {
    const aged = (level) => age_discrete.map((age) => Number(age === level));
    const x = columns(N, 1, real_ideo, race_adj, aged(2), aged(3), aged(4), educ1, gender, income);
    return [x, vector(partyid7)];
  },
  model: flatRegression,
};
