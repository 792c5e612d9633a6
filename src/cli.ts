import { exp } from "./definition/math.ts";
import { stream, uniform } from "./definition/rng.ts";
import { StepLR } from "./schedulers/index.ts";

console.log(exp(1), uniform(stream(0, "a"), 0, 1), StepLR.params);
