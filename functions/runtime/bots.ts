// Known bots and prefetches: who asks without being a person that came.
import { isbot } from 'isbot';

/** Longer user agents are nobody's, and would only cost time. */
const LONGEST_READ = 512;

/**
 * Programs that somebody drives on purpose: what they send is an integration's or a test's, not a crawler's. The list
 * of bots holds them too, because it is made for page requests.
 */
const DRIVEN =
  /^(?!.*(?:bot|crawl|spider))(?:analytics-\w+|apache-httpclient|axios|bruno|bun|curl|dart|deno|faraday|go-http-client|got|guzzlehttp|httpie|insomnia|java|libwww-perl|make|n8n|node|okhttp|php|postmanruntime|python|rest-client|ruby|symfony|undici|wget|wordpress|zapier)(?:[/ ;-]|$)/i;

/** What crawlers, link previews and monitors call themselves, of what the list of bots holds. */
const CRAWLER =
  /bots?(?![a-z])|crawl|spider|slurp|scrap|archiver|fetcher|favicon|preview|unfurl|facebook(?:externalhit|catalog)|meta-external|whatsapp|lighthouse|pagespeed|gtmetrix|pingdom|uptime|statuscake|24x7|synthetic|inspectiontool|google-(?:read-aloud|safety|extended)|googleother|mediapartners|baidu|sogou|ahrefs|semrush|nutch|heritrix/i;

/** A browser without a window is a bot only if it says so in another word too: the owner's own tests use one. */
const HEADLESS = /Headless(?=Chrome|Edg)/g;

/** Apps Script tells which script of somebody's asks, in letters that may spell anything. */
const SCRIPT_ID = /(?<=Google-Apps-Script;.{0,100}\bid: ?)[\w-]+/;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * True for a user agent that calls itself a crawler, a link preview, a monitor or the like (by the list of the package
 * isbot), and for a request that only prepares a page that nobody has seen yet.
 * @param headers names in small letters
 */
export function isBot(userAgent: string | undefined, headers: Headers): boolean {
  return isPrefetch(headers) || isKnownBot(userAgent ?? '');
}

/**
 * True for a form that no person stands behind: one that a crawler, a link preview or a monitor sent, and a prefetch.
 * Any other program brings somebody's lead: an automation, a webhook, a script of the owner's.
 * @param headers names in small letters
 */
export function isCrawler(userAgent: string | undefined, headers: Headers): boolean {
  const read = (userAgent ?? '').slice(0, LONGEST_READ).replace(SCRIPT_ID, '');
  return isPrefetch(headers) || (isKnownBot(read) && CRAWLER.test(read));
}

function isKnownBot(userAgent: string): boolean {
  const read = userAgent.slice(0, LONGEST_READ).replace(HEADLESS, '');
  return !DRIVEN.test(read) && isbot(read);
}

/**
 * `Sec-Purpose: prefetch`, `prefetch;prerender`, and the older names of the same.
 * Source: https://wicg.github.io/nav-speculation/prefetch.html and each browser's own.
 */
function isPrefetch(headers: Headers): boolean {
  return ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].some((name) =>
    /\b(?:prefetch|prerender|preview|instant)\b/i.test(headers[name] ?? ''),
  );
}
