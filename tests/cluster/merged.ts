/** Whether the program has `--shard`, `--no-learning`, `--exit-zero` and `merge`. AFTER THE MERGE: this goes. */
export const MERGED = false;
