// The CDK app: what `cdk synth` and `cdk deploy` run.
import { InvalidConfig } from '../functions/domain/config/invalid-config.ts';
import { configurationFolder, loadConfig, UnreadableConfig } from '../lib/configuration.ts';

try {
  const config = await loadConfig(process.env);
  // Loaded after the configuration is known to be good: CDK takes a second.
  const [{ synthesise }, { findFiles }] = await Promise.all([
    import('../lib/synthesise.ts'),
    import('../lib/form-files.ts'),
  ]);
  await synthesise({
    config,
    files: await findFiles(config, configurationFolder(process.env)),
    outdir: process.env.CDK_OUTDIR ?? 'cdk.out',
    validation: process.env.CDK_VALIDATION !== 'false',
  });
} catch (error) {
  // What is wrong with the configuration is the owner's to fix: its message says it all.
  if (!(error instanceof InvalidConfig || error instanceof UnreadableConfig)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
