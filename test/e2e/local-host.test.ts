// imbuto as `npm start` runs it: the real template, the real functions, from a form to the report and its mail, and over
// a kill -9.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connect, type Instance } from '../../bin/demo/instance.ts';
import { playDemo } from '../../bin/demo/play.ts';
import { invokeHere } from '../../bin/local/invoke.ts';
import starter from '../../funnels.config.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';
import { descendants, running } from '../support/processes.ts';

describe('npm start', () => {
  const data = temporaryDirectory();
  const IMBUTO_CONFIG = join(data, 'mailed.json');
  let host: HostProcess;
  let instance: Instance;
  beforeAll(async () => {
    // The mails that are counted here are the reports'.
    const forms = starter.forms?.map(({ delivers: _, ...form }) => form);
    const reports = starter.reports?.map((report) => ({ ...report, to: ['owner@example.com'] }));
    writeFileSync(
      IMBUTO_CONFIG,
      JSON.stringify({ ...starter, forms, reports, mail: { from: 'hello@example.com' } }),
    );
    host = await startHostProcess(data, { env: { IMBUTO_CONFIG } });
    instance = connect(host.local());
  });
  afterAll(async () => {
    await host?.stop('SIGKILL');
    removeDirectory(data);
  });

  async function interested(): Promise<number | undefined> {
    const { stages } = await instance.report('trial');
    return stages.find(({ id }) => id === 'interest')?.leads;
  }
  async function post(email: string): Promise<Response> {
    return await fetch(`${host.url}/f/ebook`, {
      method: 'POST',
      redirect: 'manual',
      headers: { accept: 'text/html' },
      body: new URLSearchParams({ email }),
    });
  }

  it('prints the forms, a link that logs in to the reports, and how to stop', async () => {
    expect(host.output()).toContain(`${host.url}/f/ebook`);
    expect(host.output()).toContain(`${host.url}/f/demo`);
    expect(host.output()).toContain('Ctrl-C');
    const link = /Reports: (\S+)/.exec(host.output())?.[1] ?? '';
    const login = await fetch(link, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect([login.status, login.headers.getSetCookie().length]).toEqual([303, 1]);
  });

  it('answers health and the form’s page', async () => {
    expect((await fetch(`${host.url}/health`)).status).toBe(200);
    const page = await fetch(`${host.url}/f/ebook`, { headers: { accept: 'text/html' } });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringContaining('text/html'),
    ]);
  });

  it('counts a posted form in the report', async () => {
    const answer = await post('one@example.com');
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/thanks']);
    await eventually(async () => expect(await interested()).toBe(1), 30_000);
  });

  /** The links of the inbox's page to the mails as text. */
  async function mails(): Promise<readonly string[]> {
    const inbox = /^Mails: +(\S+)$/m.exec(host.output())?.[1] ?? '';
    const page = await (await fetch(inbox)).text();
    return [...page.matchAll(/href="(\S+\.txt)"/g)].map(([, path = '']) => new URL(path, inbox).href);
  }

  it('mails no report of a week before its first event', async () => {
    await eventually(async () => expect(host.output()).toMatch(/reports mailed mailed=0 failed=0/), 30_000);
    expect(await mails()).toEqual([]);
  });

  it('keeps what it accepted when it is killed before it counted it, and ends no process too late', async () => {
    expect((await post('two@example.com')).status).toBe(303);
    const keys = host.local();
    const children = descendants(host.child.pid ?? 0);
    expect(children.length).toBeGreaterThan(4);
    await host.stop('SIGKILL');
    await eventually(async () => expect(running(children)).toEqual([]), 3_000);

    host = await startHostProcess(data, { env: { IMBUTO_CONFIG } });
    instance = connect(host.local());
    const { url: _before, ...kept } = keys;
    expect(host.local()).toMatchObject(kept);
    await eventually(async () => expect(await interested()).toBe(2), 30_000);
    expect(await instance.drained('trial', 10_000)).toBe(true);
  });

  it('counts the demo’s month once, however often it is sent', async () => {
    const say: string[] = [];
    const play = () => playDemo(['--visitors', '80'], { IMBUTO_DATA: data }, (line) => say.push(line));
    const figures = async () => {
      const reports = await Promise.all(['trial', 'relationship'].map((funnel) => instance.report(funnel)));
      return reports.map(({ entered, stages, by }) => ({ entered, stages, by }));
    };
    expect(await play()).toBe(0);
    const once = await figures();
    expect(once[1]?.entered).toBeGreaterThan(70);
    expect(once[1]?.by.channel?.length).toBeGreaterThan(4);
    expect(await play()).toBe(0);
    expect(await figures()).toEqual(once);
    expect(say.join('\n')).toMatch(/\d+ {2}Order Completed \(secret key\)/);
    expect(say.join('\n')).toContain(`${host.url}/reports/trial  entered`);
    expect(say.join('\n')).toContain('share their people');
  });

  it('mails the closed week’s report of all funnels once, with a link that opens it without a log-in', async () => {
    const run = () => invokeHere([], { IMBUTO_DATA: data }, () => {});
    for (let times = 0; times < 2; times++) {
      expect(await run()).toBe(0);
      expect(await mails()).toHaveLength(1);
    }
    const [mail = ''] = await mails();
    const link = new URL(/^http:\S+$/m.exec(await (await fetch(mail)).text())?.[0] ?? '');
    expect(link.origin).toBe(host.url);
    const page = await fetch(link, { redirect: 'manual', headers: { accept: 'text/html' } });
    expect([page.status, await page.text()]).toEqual([200, expect.stringContaining('<h1>')]);
    link.searchParams.delete('sig');
    expect((await fetch(link)).status).toBe(401);
  });

  it('ends with all its children at Ctrl-C, and says that everything is kept', async () => {
    const children = descendants(host.child.pid ?? 0);
    expect(await host.stop('SIGINT')).toBe(0);
    expect(host.output()).toContain('everything is kept');
    expect(running(children)).toEqual([]);
  });

  it('stops when npm, which started it, is ended alone', async () => {
    host = await startHostProcess(data, { command: ['npm', 'start', '--'] });
    const children = descendants(host.child.pid ?? 0);
    host.child.kill('SIGTERM');
    await eventually(async () => expect(running(children)).toEqual([]), 8_000);
    expect(host.output()).toContain('everything is kept');
  });
});

describe('npm start that cannot start', () => {
  const data = temporaryDirectory();
  afterAll(() => removeDirectory(data));

  it.each([
    ['an unknown option', {}, ['--nonsense'], /Unknown option '--nonsense'[\s\S]*npm start \[-- OPTIONS\]/],
    ['an impossible port', { PORT: 'http' }, [], /PORT=http is no port: give a number from 0 to 65535\./],
    [
      'a configuration that is not there',
      { IMBUTO_CONFIG: 'nowhere.json' },
      [],
      /nowhere\.json: there is no such file/,
    ],
  ] as const)('says what is wrong and ends with 1: %s', async (_what, env, args, message) => {
    await expect(startHostProcess(data, { env, args })).rejects.toThrow(message);
  });
});
