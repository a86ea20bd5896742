export interface Python {
  path: string;
  version: string;
}

export interface PythonEnvironment {
  python: string;
  wheels: string;
  cache: string;
}

export function findPython(minimum: string): Python | { missing: string };
export function ensurePythonEnvironment(python: Python, requirements: string): Promise<PythonEnvironment>;
export function interpreterIn(folder: string): string;
