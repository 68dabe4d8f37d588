// What the columns of a CSV file mean: the mapping file, and the ones that come with imbuto.
import * as v from 'valibot';

/** A column's name, or several whose cells are joined by a blank; letter case and blanks at the ends make no difference. */
const column = v.union([v.string(), v.pipe(v.array(v.string()), v.minLength(1))]);

/** A column whose values are written otherwise than imbuto writes them; a value that is not listed is left out. */
const translated = v.union([column, v.strictObject({ column, values: v.record(v.string(), v.string()) })]);

const rowMapping = v.strictObject({
  email: v.optional(column),
  time: v.optional(column),
  form: v.optional(v.string()),
  event: v.optional(v.string()),
  fields: v.optional(v.record(v.string(), column)),
  touch: v.optional(
    v.strictObject({
      source: v.optional(translated),
      medium: v.optional(translated),
      campaign: v.optional(translated),
      term: v.optional(translated),
      content: v.optional(translated),
      page: v.optional(translated),
      referrer: v.optional(translated),
    }),
  ),
  order: v.optional(
    v.strictObject({ id: column, revenue: v.optional(column), currency: v.optional(column) }),
  ),
  only: v.optional(v.record(v.string(), v.array(v.string()))),
});

const mapping = v.strictObject({
  timezone: v.optional(v.string()),
  dates: v.optional(v.picklist(['dmy', 'mdy'])),
  rows: v.pipe(v.array(rowMapping), v.minLength(1)),
});

export type Column = v.InferOutput<typeof column>;
export type Translated = v.InferOutput<typeof translated>;
export type RowMapping = v.InferOutput<typeof rowMapping>;
export type Mapping = v.InferOutput<typeof mapping>;

export class BadMapping extends Error {
  override readonly name = 'BadMapping';
}

/** @throws BadMapping naming the place and what is expected there */
export function readMapping(text: string, file: string): Mapping {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new BadMapping(`${file} is not JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
  const result = v.safeParse(mapping, json);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw new BadMapping(`${file}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

/** Where a mapping names no column, the first of these that the file has is taken. */
export const EMAIL_COLUMNS = [
  ...[
    'Email',
    'E-mail',
    'Email Address',
    'E-mail Address',
    '_replyto',
    'Indirizzo email',
    'Indirizzo e-mail',
  ],
  ...['Электронная почта', 'Адрес электронной почты'],
] as const;
export const TIME_COLUMNS = [
  ...['Timestamp', 'Submitted At', 'Submission Date', 'Create Date', 'Created At', 'OPTIN_TIME'],
  ...['CONFIRM_TIME', '_date', 'Date', 'Created', 'Time', 'Informazioni cronologiche', 'Отметка времени'],
] as const;

const NAME: Column = ['First Name', 'Last Name'];

/** What exports of other products look like, by the name that `--like` takes; e-mail and time are found by their columns. */
export const PRESETS: Readonly<Record<string, Mapping>> = {
  hubspot: {
    rows: [
      {
        fields: { name: NAME, company: 'Company Name', phone: 'Phone Number' },
        touch: {
          medium: {
            column: 'Original Traffic Source',
            // Its paid sources name no engine and no network here: map their drill-down column in a file of your own.
            values: {
              'Organic Search': 'organic',
              'Email Marketing': 'email',
              Referrals: 'referral',
              'Organic Social': 'social',
            },
          },
        },
      },
    ],
  },
  mailchimp: { rows: [{ fields: { name: NAME } }] },
  'google-forms': { rows: [{}] },
  formspree: { rows: [{}] },
};
