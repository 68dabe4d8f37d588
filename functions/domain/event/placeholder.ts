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
  'n.a.',
  'na',
  '#n/a',
  '-',
  '?',
]);

/**
 * Words that programs write for a visitor whom they do not know, in the languages that shops write, and the names of the
 * fields in which ids stand: `guest`, `visitor`, `email`.
 */
const UNKNOWN: ReadonlySet<string> = new Set(
  `anonymous anon anonym guest unknown unidentified visitor nobody
  true false none null nil undefined nan void empty missing
  login logged signed loggedin authenticated unauthenticated authorized unauthorized registered unregistered identified
  user userid customer id uid uuid guid email username distinctid
  anonimo anonima ospite visitatore sconosciuto utente autenticato identificato registrato nessuno
  аноним анонимный гость посетитель неизвестный неизвестно пользователь авторизован зарегистрирован
  неавторизован неавторизованный незарегистрирован незарегистрированный никто
  gast unbekannt unbekannter anonymer besucher benutzer angemeldet eingeloggt registriert niemand
  invité visiteur anonyme inconnu utilisateur connecté identifié enregistré
  invitado visitante anónimo anónima desconocido usuario registrado identificado conectado nadie`.split(
    /\s+/,
  ),
);

/** Words that stand beside one of those, and alone may be anything: `customer_id`, `not logged in`, `YOUR_USER_ID`. */
const BESIDE_UNKNOWN: ReadonlySet<string> = new Set(
  `no not non nicht kein не нет in out is yet
  users client member account person people contact lead profile subscriber shopper buyer patient student
  mail name address external distinct internal order transaction session device cookie key ids
  your my the this me here insert replace with enter default placeholder value
  cliente клиент покупатель kunde client nutzer personne`.split(/\s+/),
);

/** Before what is not the case: `not set`, `no value`. */
const NEGATION =
  /^(?:not|no) (?:set|found|available|provided|specified|defined|applicable|assigned|known|given|value)$/;

/** `-1`, `0`, an all-zero UUID (RFC 9562, 5.9) or advertising id, in braces or not. */
const NUMBERS_OF_NONE = /^(?:-1|\{?[0-]*0[0-]*\}?)$/;

/** The greatest UUID (RFC 9562, 5.10). */
const MAX_UUID = /^\{?f{8}-(?:f{4}-){3}f{12}\}?$/;

/**
 * A place in a template that nothing was put into, by the marks that stand around a name. Braces around a GUID are none:
 * its parts are joined by hyphens.
 */
const TEMPLATE = new RegExp(
  `^(?:${[
    // {{user_id}}, ${{id}}, {{{id}}}, {{{{id}}}}
    String.raw`[$#%!@]?\{\{+[^{}]*\}\}+`,
    // ${userId}, #{id}, %{id}, @{id}, !{id}
    String.raw`[$#%@!]\{[^{}]*\}`,
    // {user}, {$user} of Smarty, {!User.Id} of Salesforce, {% id %}, {#id#}
    String.raw`\{[$!#%=@]?[\w.: |]*[#%]?\}`,
    // $(id), $[id]
    String.raw`\$(?:\([\w. ]*\)|\[[\w. ]*\])`,
    // %USER_ID%, %%EMAIL%%, %%=v(@id)=%%
    String.raw`%%?[\w.: -]+%%?|%%=[^%]*=%%`,
    // <%= id %>, <?= $id ?>, <id>, <user id/>
    String.raw`<%[^%]*%>|<\?[^?]*\?>|<[\w. -]*\/?>`,
    // [USER_ID], [[user_id]], [%id%], [@id]
    String.raw`\[\[?[%@*]?[\w. -]*[%*]?\]?\]`,
    // *|UID|*, |UID|
    String.raw`\*?\|[^|]*\|\*?`,
    // __USER_ID__, ##USER##, #user#, @@id@@, ~id~, ^id^, «id»
    String.raw`__+[a-z][a-z_ -]*__+|(#+|@@+|~+|\^+)[a-z][\w. -]*\1|«[^»]*»`,
    // $user_id, $user.id, :user_id
    String.raw`\$[a-z_]+(?:(?:\.|->)[a-z_]+)*|:[a-z_]+`,
  ].join('|')})$`,
);

/** Whether an id is written where there is none. Letter case, quotes and what cannot be seen make no difference. */
export function isNoValue(id: string): boolean {
  const bare = bareOf(id).toLowerCase();
  return NO_VALUE.has(bare) || TEMPLATE.test(bare) || MAX_UUID.test(bare) || isJoinedOfNothing(bare);
}

/** Whether an id names no person: there is none, or it stands for everyone whom its sender does not know. */
export function isPlaceholder(id: string): boolean {
  const bare = bareOf(id);
  return NUMBERS_OF_NONE.test(bare) || isNoValue(id) || namesUnknown(bare);
}

/** Two values that a program joined and had neither of: `undefined-undefined`. */
function isJoinedOfNothing(bare: string): boolean {
  const parts = bare.split(/[-_:|.,/\s]+/);
  return parts.length > 1 && parts.every((part) => part !== '' && NO_VALUE.has(part));
}

/** Whether it is made of such words alone. Digits would tell one from another: `guest-17` may be one person. */
function namesUnknown(bare: string): boolean {
  if (bare.length > LONGEST_NAME || /\p{N}/u.test(bare)) return false;
  const words = bare
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/\be[- ]mail/, 'email')
    .split(/[^\p{L}]+/u)
    .filter((word) => word !== '');
  if (NEGATION.test(words.join(' '))) return true;
  return (
    words.some((word) => UNKNOWN.has(word)) &&
    words.every((word) => UNKNOWN.has(word) || BESIDE_UNKNOWN.has(word))
  );
}

/** None of these names is longer. */
const LONGEST_NAME = 60;

function bareOf(id: string): string {
  return withoutEscapes(id)
    .replace(/\p{Cf}/gu, '')
    .normalize('NFC')
    .trim()
    .replace(/^(["'`])(.*)\1$/s, '$2')
    .trim();
}

/** Percent-encoded as a link carries it, once or twice: `%7B%7BUserId%7D%7D`. */
function withoutEscapes(id: string): string {
  let text = id;
  for (let round = 0; round < 2 && /%[0-9a-f]{2}/i.test(text); round += 1) {
    try {
      text = decodeURIComponent(text);
    } catch {
      return text;
    }
  }
  return text;
}
