import * as fc from "fast-check";

// One seed, so that a run can be repeated. FC_SEED=N tries other values, such as those that a failure reports.
fc.configureGlobal({ seed: Number(process.env["FC_SEED"] ?? 1) });
