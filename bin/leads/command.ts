// The command over the HTTP API: finds a lead by what it is known by and shows, exports or erases it; imports the past.
import { parseArgs } from 'node:util';
import type { Known } from '../../functions/leads/find-lead.ts';
import { loadConfig } from '../../lib/configuration.ts';
import { importLeads } from './import/import-leads.ts';
import { PRESETS } from './import/mapping.ts';
import { type LeadsApi, ownerApi } from './leads-api.ts';
import { summaryOf } from './summary.ts';

const USAGE = `npm run leads -- show <e-mail>             what is kept of a lead, in short
npm run leads -- export <e-mail>           everything that is kept of it, as JSON
npm run leads -- export                    the same of every lead, as NDJSON: one a line
npm run leads -- erase <e-mail> --yes      erases it
npm run leads -- import <file.csv>         says what a file of the past would bring; with --yes brings it

  --id <id>             a user id or an anonymous id instead of an e-mail
  --url, --token        another imbuto and its owner token; else IMBUTO_URL and IMBUTO_OWNER_TOKEN, else the imbuto that
                        runs here (IMBUTO_DATA)

With "import":
  --form <id>           each row is a submission of this form; or --event <name>: this event; with neither: a contact
  --email, --time       the columns of the e-mail address and of the time, where they are not found by their names
  --field <name>=<column>, as often as needed
  --timezone, --dates   the zone of times that name none (else that of the configuration); dmy or mdy
  --like <product>      ${Object.keys(PRESETS).join(', ')}
  --map <file.json>     columns of other files, see docs/importing.md

With "export" put --silent before the name, so that npm itself says nothing: npm run --silent leads -- export <e-mail> > lead.json`;

const OPTIONS = {
  help: { type: 'boolean', default: false },
  id: { type: 'string' },
  url: { type: 'string' },
  token: { type: 'string' },
  yes: { type: 'boolean', default: false },
  form: { type: 'string' },
  event: { type: 'string' },
  email: { type: 'string' },
  time: { type: 'string' },
  field: { type: 'string', multiple: true, default: [] as string[] },
  timezone: { type: 'string' },
  dates: { type: 'string' },
  like: { type: 'string' },
  map: { type: 'string' },
} as const;

/** @returns the exit code: 0 done, 1 there is no such lead or it was refused, 2 the command was not understood */
export async function commandLeads(
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
  say: (line: string) => void = console.log,
  complain: (line: string) => void = console.error,
): Promise<number> {
  const { values, positionals } = parseArgs({ args: [...args], options: OPTIONS, allowPositionals: true });
  const [verb, email, ...rest] = positionals;
  const known: Known | undefined = values.id ? { id: values.id } : email ? { email } : undefined;
  if (values.help) {
    say(USAGE);
    return 0;
  }
  if (verb === 'import') {
    if (email === undefined || rest.length > 0) return misunderstood(complain);
    const { id: _i, url: _u, token: _t, help: _h, ...options } = values;
    return importLeads(email, options, { config: await loadConfig(environment), environment }, say, complain);
  }
  const api = (): LeadsApi => ownerApi(environment, values);
  if (verb === 'export' && known === undefined) {
    for await (const profile of api().all()) say(JSON.stringify(profile));
    return 0;
  }
  if (known === undefined || rest.length > 0 || (values.id && email)) return misunderstood(complain);
  switch (verb) {
    case 'show': {
      const profile = await api().read(known);
      if (profile === undefined) return unknown(complain);
      for (const line of summaryOf(profile)) say(line);
      return 0;
    }
    case 'export': {
      const profile = await api().read(known);
      if (profile === undefined) return unknown(complain);
      say(JSON.stringify(profile, null, 2));
      return 0;
    }
    case 'erase': {
      if (!values.yes) {
        complain('This cannot be undone. Look at the lead with "show" first, then add --yes.');
        return 2;
      }
      const receipt = await api().erase(known);
      if (receipt === undefined) return unknown(complain);
      say(JSON.stringify(receipt, null, 2));
      return 0;
    }
    default:
      return misunderstood(complain);
  }
}

function misunderstood(complain: (line: string) => void): number {
  complain(USAGE);
  return 2;
}

function unknown(complain: (line: string) => void): number {
  complain('There is no such lead. What was sent in the last minute may still be on its way.');
  return 1;
}
