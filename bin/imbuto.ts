// The CDK app: what `cdk synth` and `cdk deploy` run.
import { InvalidConfig } from '../functions/domain/config/invalid-config.ts';
import { configurationFolder, loadConfigFile, UnreadableConfig } from '../lib/configuration.ts';

try {
  const { input } = await loadConfigFile(process.env);
  // Loaded after the configuration is known to be good: CDK takes a second.
  const [{ synthesise }, { keptBundles }] = await Promise.all([
    import('../lib/synthesise.ts'),
    import('./kept-bundles.ts'),
  ]);
  await synthesise({
    config: input,
    files: configurationFolder(process.env),
    bundles: await keptBundles(),
    outdir: process.env.CDK_OUTDIR ?? 'cdk.out',
    validation: process.env.CDK_VALIDATION !== 'false',
  });
} catch (error) {
  // What is wrong with the configuration or the context is the owner's to fix: its message says it all.
  const names = [InvalidConfig.name, UnreadableConfig.name, 'InvalidContext'];
  if (!(error instanceof Error && names.includes(error.name))) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
