/** Axes that draw data. Their values are replicates, like seeds: they tell no variants apart. */
export const REPLICATE_PATHS: readonly string[] = ["data.seed", "data.validation.fold", "data.test.fold"];

export const isReplicatePath = (path: string) => REPLICATE_PATHS.includes(path);

/** Whether a column is of such an axis, or of several that change together. */
export const isReplicate = (head: string) => head.split(" + ").every(isReplicatePath);
