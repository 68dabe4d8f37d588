// `npm run channels` in this process, with a configuration of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tellChannel } from '../../bin/channels/tell-channel.ts';
import { smallConfig } from './configs.ts';

/** The exit code, and what it says. */
export async function toldOfChannels(
  args: readonly string[],
  channels: unknown = {},
): Promise<readonly [code: number, text: string]> {
  const directory = mkdtempSync(join(tmpdir(), 'imbuto-channels-'));
  try {
    const file = join(directory, 'config.json');
    writeFileSync(file, JSON.stringify({ ...smallConfig().config, channels }));
    const lines: string[] = [];
    const code = await tellChannel(args, { IMBUTO_CONFIG: file }, (line) => lines.push(line));
    return [code, lines.join('\n')];
  } finally {
    rmSync(directory, { recursive: true });
  }
}
