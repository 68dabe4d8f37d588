// Makes the template that the host runs: the same bundles and the same stack that deploy.
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { keptCode } from './kept-code.ts';
import { type Assembly, readAssembly } from './template/template.ts';

const KEPT_CODE = join(import.meta.dirname, '..', '..', 'node_modules', '.cache', 'imbuto', 'code.json');

/**
 * The bundler, which is a process of its own, works while the constructs are loaded; both beside the emulators' start.
 * @param directory takes the assembly; what stands there is replaced
 * @throws UnreadableConfig, InvalidConfig
 */
export async function buildAssembly(
  directory: string,
  environment: NodeJS.ProcessEnv,
  reached: (phase: string) => void,
): Promise<Assembly> {
  rmSync(directory, { recursive: true, force: true });
  const [{ configurationFolder, loadConfig }, { bundleCode, bundleFunctions }, esbuild] = await Promise.all([
    import('../../lib/configuration.ts'),
    import('../../lib/bundle.ts'),
    import('esbuild'),
  ]);
  const config = await loadConfig(environment);
  const [bundles, { synthesise }, { findFiles }] = await Promise.all([
    bundleFunctions({
      config,
      outdir: join(directory, 'bundles'),
      code: keptCode(KEPT_CODE, bundleCode),
    }),
    import('../../lib/synthesise.ts'),
    import('../../lib/form-files.ts'),
  ]);
  // Its process would stay for as long as the host.
  await esbuild.stop();
  reached('functions bundled');
  const files = await findFiles(config, configurationFolder(environment));
  await synthesise({ config, outdir: directory, validation: false, files, bundles });
  reached('template synthesised');
  return readAssembly(directory);
}
