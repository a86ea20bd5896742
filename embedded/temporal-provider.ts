/** Makes the program in `directory` (empty, ours) and returns its path; throws an Error saying why it could not. */
export type TemporalProvider = (job: {
  directory: string;
  version: string;
  env: NodeJS.ProcessEnv;
  log: (line: string) => void;
}) => Promise<string>;
