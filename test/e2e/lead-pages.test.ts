// The owner of a running imbuto finds the lead that a form brought, looks at it, takes it along, and erases it.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commandLeads } from '../../bin/leads/command.ts';
import { eventually } from '../support/eventually.ts';
import { type HostProcess, removeDirectory, startHostProcess, temporaryDirectory } from '../support/host.ts';

const EMAIL = 'Anna@Example.com';

describe('the owner', () => {
  const data = temporaryDirectory();
  let host: HostProcess;
  let cookie = '';

  beforeAll(async () => {
    host = await startHostProcess(data);
  });
  afterAll(async () => {
    await host?.stop('SIGKILL');
    removeDirectory(data);
  });

  /** As a browser without script does it. */
  const browse = (path: string, fields?: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(host.url + path, {
      redirect: 'manual',
      headers: { accept: 'text/html', cookie, ...(fields && { 'sec-fetch-site': 'same-origin' }) },
      ...(fields && { method: 'POST', body: new URLSearchParams(fields) }),
    });
  const markIn = (page: string) => /name="_mark" value="([^"]+)"/.exec(page)?.[1] ?? '';
  const command = async (...args: readonly string[]) => {
    const said: string[] = [];
    const code = await commandLeads(
      args,
      { IMBUTO_DATA: data },
      (line) => said.push(line),
      () => {},
    );
    return { code, text: said.join('\n') };
  };

  it('finds the lead of a form by its e-mail, sees it whole, and erases it', async () => {
    await fetch(`${host.url}/f/ebook?utm_source=newsletter&utm_medium=email`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ email: EMAIL, name: 'Anna <b>', newsletter: 'on' }),
    });
    await eventually(async () => expect((await command('show', EMAIL)).code).toBe(0), 30_000);

    const login = await browse('/login', { token: host.local().ownerToken, next: '/leads' });
    expect(login.headers.get('location')).toBe('/leads');
    cookie = login.headers.get('set-cookie')?.split(';')[0] ?? '';
    const mark = markIn(await (await browse('/leads')).text());
    const found = await browse('/leads/search', { email: EMAIL, id: '', _mark: mark });
    expect(found.status).toBe(303);
    const lead = found.headers.get('location') ?? '';
    expect(lead).toMatch(/^\/leads\/[\w-]{22}$/);

    const page = await (await browse(lead)).text();
    expect(page).toContain('Anna<wbr>@Example.com');
    expect(page).toContain('Anna &#60;b&#62;');
    expect(page).toContain('version 2026-01');
    expect(page).toContain('newsletter');

    const shown = await command('show', EMAIL);
    expect(shown.text).toContain('ebook.newsletter given, version 2026-01');
    const exported = await command('export', EMAIL.toLowerCase());
    expect(JSON.parse(exported.text)).toMatchObject({
      email: EMAIL,
      consents: [{ field: 'newsletter', given: true, version: '2026-01' }],
      answers: [{ form: 'ebook', fields: { name: 'Anna <b>' } }],
      funnels: [{ funnel: 'trial', attempts: [{ outcome: 'open' }] }, {}],
      timeline: [{ kind: 'form', name: 'ebook', touch: { channel: 'Email', source: 'newsletter' } }],
    });
    const all = (await command('export')).text.split('\n').map((line) => JSON.parse(line));
    expect(all).toMatchObject([{ email: EMAIL, timeline: [{ kind: 'form', name: 'ebook' }] }]);
    expect((await command('erase', EMAIL)).code).toBe(2);

    const asked = await (await browse(`${lead}/erase`)).text();
    const receipt = await browse(`${lead}/erase`, {
      confirm: 'yes',
      _mark: markIn(asked.split('/erase"')[1] ?? ''),
    });
    expect(receipt.status).toBe(200);
    // The e-mail, and the id by which the browser gets its file.
    const done = await receipt.text();
    for (const part of ['Records: 2', 'Events: 1']) expect(done).toContain(`<dd>${part}</dd>`);
    expect((await browse(lead)).status).toBe(410);
    expect((await command('erase', EMAIL, '--yes')).code).toBe(1);
    expect(host.output().toLowerCase()).not.toContain('anna');
  }, 60_000);

  it('erases a lead from the command line', async () => {
    await fetch(`${host.url}/f/ebook`, {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({ email: 'bruno@example.com' }),
    });
    await eventually(async () => expect((await command('show', 'bruno@example.com')).code).toBe(0), 30_000);
    const { code, text } = await command('erase', 'bruno@example.com', '--yes');
    expect(code).toBe(0);
    expect(JSON.parse(text)).toMatchObject({ removed: { records: 2, events: 1 } });
    expect((await command('show', 'bruno@example.com')).code).toBe(1);
  }, 60_000);
});
