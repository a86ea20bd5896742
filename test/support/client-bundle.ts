import { rolldown } from 'rolldown';

/** The client's library as one minified module, as a page would load it, and what that module still imports. */
export async function bundleClient(): Promise<{ code: string; imports: string[] }> {
  const bundle = await rolldown({ input: 'clients/safefetch/src/index.ts', platform: 'browser' });
  const { output } = await bundle.generate({ format: 'esm', minify: true });
  await bundle.close();
  return { code: output[0].code, imports: [...output[0].imports, ...output[0].dynamicImports] };
}
