// Placeholders: what programs send where they have no id. As an id, one of them would make one lead of strangers.

/** How languages, databases and spreadsheets write that there is no value. */
const NO_VALUE: ReadonlySet<string> = new Set([
  '',
  'undefined',
  'null',
  'nil',
  'none',
  'nan',
  'void',
  '[object object]',
  '[object undefined]',
  '[object null]',
  '[]',
  '{}',
  '()',
  '<null>',
  '<nil>',
  '(null)',
  '(none)',
  '(not set)',
  'not set',
  'n/a',
  '#n/a',
  '-',
  '?',
]);

/** What programs write for somebody whom they do not know, truth values, and numbers that name nobody. */
const NOBODY: ReadonlySet<string> = new Set([
  'anonymous',
  'anon',
  'guest',
  'unknown',
  'not_authenticated',
  'unauthenticated',
  'true',
  'false',
  '-1',
  'id',
  'userid',
  'user_id',
  'user-id',
  'anonymousid',
  'anonymous_id',
  'distinct_id',
  'distinctid',
]);

/** `0`, an all-zero UUID (RFC 9562, 5.9) or advertising id, in braces or not. */
const ZEROS = /^\{?[0-]*0[0-]*\}?$/;

/** The greatest UUID (RFC 9562, 5.10). */
const MAX_UUID = /^\{?f{8}-(?:f{4}-){3}f{12}\}?$/;

/**
 * A place in a template that nothing was put into: `{{user_id}}`, `${userId}`, `#{id}`, `%USER_ID%`, `%%EMAIL%%`,
 * `<%= id %>`, `[USER_ID]`, `*|UID|*`, `{user}`, `<id>`. Braces around a GUID are none: its parts are joined by hyphens.
 */
const TEMPLATE =
  /^(?:[$#%]?\{\{[^{}]*\}\}|\{\{\{[^{}]*\}\}\}|[$#%@]\{[^{}]*\}|\{[\w. ]*\}|%%?[\w.: -]+%%?|<%[^%]*%>|<[\w. -]*>|\[[\w. -]*\]|\*\|[^|]*\|\*)$/;

/** Whether an id is written where there is none. Letter case, quotes and what cannot be seen make no difference. */
export function isNoValue(id: string): boolean {
  const bare = bareOf(id);
  return NO_VALUE.has(bare) || TEMPLATE.test(bare) || MAX_UUID.test(bare);
}

/** Whether an id names nobody: there is none, or it stands for everybody whom its sender does not know. */
export function isPlaceholder(id: string): boolean {
  const bare = bareOf(id);
  return NOBODY.has(bare) || ZEROS.test(bare) || isNoValue(id);
}

function bareOf(id: string): string {
  return id
    .replace(/\p{Cf}/gu, '')
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim()
    .toLowerCase();
}
