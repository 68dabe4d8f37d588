// The stack as it would deploy, but for the functions' code, and questions that tests ask of its template.
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Template } from 'aws-cdk-lib/assertions';
import type { ConfigInput } from '../../functions/domain/config/define-config.ts';
import { bundleFunctions } from '../../lib/bundle.ts';
import type { FunctionName } from '../../lib/function-name.ts';
import { synthesise } from '../../lib/synthesise.ts';
import { smallConfig } from './configs.ts';

export type TemplateResource = {
  readonly Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is JSON of every shape
  readonly Properties: Readonly<Record<string, any>>;
  readonly DeletionPolicy?: string;
  readonly UpdateReplacePolicy?: string;
  readonly DependsOn?: readonly string[];
};

export class Synthesised {
  readonly template: Template;
  readonly directory: string;

  constructor(template: Template, directory: string) {
    this.template = template;
    this.directory = directory;
  }

  /** Resources of a type, by logical id. */
  all(type: string): ReadonlyMap<string, TemplateResource> {
    const resources: Readonly<Record<string, TemplateResource>> = this.template.toJSON().Resources;
    return new Map(Object.entries(resources).filter(([, { Type }]) => Type === type));
  }

  /** The one resource of a type whose logical id begins so. */
  one(type: string, prefix = ''): readonly [id: string, resource: TemplateResource] {
    const found = [...this.all(type)].filter(([id]) => id.startsWith(prefix));
    const [first] = found;
    if (first === undefined || found.length > 1) {
      throw new Error(`${found.length} resources ${type} ${prefix}*`);
    }
    return first;
  }

  function(name: FunctionName): readonly [id: string, resource: TemplateResource] {
    return this.one('AWS::Lambda::Function', FUNCTION_IDS[name]);
  }

  /** What a function's role is allowed, one entry a statement. */
  allowed(
    name: FunctionName,
  ): readonly { readonly actions: readonly string[]; readonly resources: readonly unknown[] }[] {
    const [, { Properties }] = this.function(name);
    const role: string = Properties.Role['Fn::GetAtt'][0];
    return [...this.all('AWS::IAM::Policy').values()]
      .filter(({ Properties: { Roles } }) => Roles.some(({ Ref }: { Ref: string }) => Ref === role))
      .flatMap(({ Properties: { PolicyDocument } }) => PolicyDocument.Statement)
      .map(({ Action, Resource }) => ({ actions: [Action].flat(), resources: [Resource].flat() }));
  }
}

const FUNCTION_IDS = {
  capture: 'ApiCaptureFunction',
  collect: 'ApiCollectFunction',
  progress: 'ProgressionProgressFunction',
  'start-recount': 'RecountsStartRecountFunction',
  recount: 'RecountsRecountFunction',
  'issue-revisions': 'ReportingIssueRevisionsFunction',
  'mail-reports': 'ReportingMailReportsFunction',
  'apply-retention': 'RetentionApplyRetentionFunction',
  report: 'ReportingReportFunction',
  leads: 'LeadPagesLeadsFunction',
  outbound: 'TellingOutboundFunction',
  'sweep-outbox': 'TellingSweepOutboxFunction',
  nurture: 'NurturingNurtureFunction',
  'pack-list': 'ListPackingPackListFunction',
  'watch-figures': 'AlertingWatchFiguresFunction',
  'after-the-form': 'LeadMailAfterTheFormFunction',
  'mail-events': 'LeadMailMailEventsFunction',
  'hand-off-desk': 'DeskHandOffDeskFunction',
  'write-data': 'DataOutWriteDataFunction',
} as const satisfies Record<FunctionName, string>;

export function configWith(changes: Readonly<Record<string, unknown>> = {}): ConfigInput {
  // The construct checks it.
  return { ...smallConfig().config, ...changes } as ConfigInput;
}

/** With reports, notices and replies that are mailed, webhooks, a retention, data out and a form with a challenge: every function then does all that its code can. */
export function mailingConfig(): ConfigInput {
  return configWith({
    reports: [{ every: 'week', to: ['owner@example.com'] }],
    mail: { from: 'hello@mail.example.com' },
    retention: '3y',
    dataOut: { every: 'day' },
    share: { to: 'https://example.com/' },
    forms: [
      {
        ...smallConfig().form,
        fields: [
          ...smallConfig().form.fields,
          { name: 'newsletter', type: 'consent', text: 'Write to me', version: '1' },
        ],
        notify: ['sales@example.com'],
        doubleOptIn: true,
        delivers: 'ebook.pdf',
        reply: { subject: 'Thank you', text: 'You will hear from us.' },
        spam: { turnstile: { siteKey: '1x00000000000000000000AA' } },
      },
    ],
    funnels: [
      smallConfig().funnel,
      {
        ...smallConfig().funnel,
        id: 'journey',
        kind: 'marketing',
        handOff: { at: 'action', to: 'trial', notify: ['sales@example.com'] },
      },
    ],
    webhooks: [{ url: 'https://example.com/hook', on: ['stage', 'alert'] }],
    alerts: [{ id: 'entries', watch: 'volume', funnel: 'trial', to: ['owner@example.com'] }],
    nurture: [
      {
        id: 'welcome',
        when: { funnel: 'trial', stage: 'interest' },
        until: { stage: 'action' },
        consent: 'newsletter',
        steps: [{ after: '2d', mail: { subject: 'How do you like it?', text: 'Write to us.' } }],
      },
    ],
  });
}

/** By configuration: test files that share a process ask for the same ones. */
const made = new Map<string, Promise<Synthesised>>();

export function synthesised(config: ConfigInput = configWith()): Promise<Synthesised> {
  const key = JSON.stringify(config);
  const stack = made.get(key) ?? synthesiseAnew(config);
  made.set(key, stack);
  return stack;
}

let empty: Promise<string> | undefined;

/** Bundles of functions that do nothing. */
export function emptyBundles(): Promise<string> {
  empty ??= bundleEmpty();
  return empty;
}

async function bundleEmpty(): Promise<string> {
  const outdir = await mkdtemp(join(tmpdir(), 'imbuto-empty-'));
  await bundleFunctions({
    outdir,
    entryOf: () => fileURLToPath(new URL('./empty-function.ts', import.meta.url)),
  });
  return outdir;
}

async function synthesiseAnew(config: ConfigInput): Promise<Synthesised> {
  const outdir = await mkdtemp(join(tmpdir(), 'imbuto-synth-'));
  const assembly = await synthesise({
    config,
    files: fileURLToPath(new URL('../..', import.meta.url)),
    bundles: await emptyBundles(),
    outdir,
    validation: false,
  });
  return new Synthesised(Template.fromJSON(assembly.stacks[0]?.template), assembly.directory);
}
