import { describe, expect, it } from 'vitest';
import { isBot } from '../../functions/runtime/bots.ts';

const CHROME =
  'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36';

describe('a known bot', () => {
  it.each([
    'Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)',
    'Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)',
    'Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)',
    'Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)',
    'Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; ClaudeBot/1.0; +claudebot@anthropic.com)',
    'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)',
    'WhatsApp/2.23.20.0',
    'TelegramBot (like TwitterBot)',
    'Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)',
    'Mozilla/5.0 (compatible; UptimeRobot/2.0; http://www.uptimerobot.com/)',
    'Pingdom.com_bot_version_1.4_(http://www.pingdom.com/)',
    `${CHROME.replace('Chrome', 'HeadlessChrome')} Chrome-Lighthouse`,
    'python-requests/2.31 SomeCrawler/1.0',
    'gotbot/1.0',
  ])('is %s', (userAgent) => {
    expect(isBot(userAgent, {})).toBe(true);
  });
});

describe('a person or a program of theirs', () => {
  it.each([
    CHROME,
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:133.0) Gecko/20100101 Firefox/133.0',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
    'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148 [FBAN/FBIOS;FBAV/440.0.0.0]',
    'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36 Instagram 350.0.0.0 Android',
    'Mozilla/5.0 (Linux; arm_64; Android 13) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/124.0.0.0 YaBrowser/24.6 Mobile Safari/537.36',
    'Mozilla/5.0 (Linux; Android 10; CUBOT NOTE 7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/90.0 Mobile Safari/537.36',
    CHROME.replace('Chrome', 'HeadlessChrome'),
    'curl/8.5.0',
    'node',
    'undici',
    'axios/1.7.2',
    'python-requests/2.31.0',
    'Python/3.11 aiohttp/3.9',
    'Go-http-client/2.0',
    'okhttp/4.12.0',
    'Java/17.0.1',
    'PostmanRuntime/7.36.0',
    'GuzzleHttp/7',
    'WordPress/6.4; https://example.com',
    'analytics-node-next/3.1.0',
    'analytics-python/2.3.2',
    '',
  ])('is %j', (userAgent) => {
    expect(isBot(userAgent, {})).toBe(false);
  });

  it('may have no user agent', () => {
    expect(isBot(undefined, { 'user-agent': 'Googlebot' })).toBe(false);
  });
});

describe('a prefetch', () => {
  it.each([
    { 'sec-purpose': 'prefetch' },
    { 'sec-purpose': 'prefetch;prerender' },
    { 'sec-purpose': 'prefetch;anonymous-client-ip' },
    { purpose: 'prefetch' },
    { purpose: 'Preview' },
    { 'x-purpose': 'preview' },
    { 'x-purpose': 'instant' },
    { 'x-moz': 'prefetch' },
  ])('is told by %j', (headers) => {
    expect(isBot(CHROME, headers)).toBe(true);
  });

  it.each([{}, { 'sec-purpose': '' }, { purpose: undefined }, { 'sec-fetch-mode': 'navigate' }])(
    'is not told by %j',
    (headers) => {
      expect(isBot(CHROME, headers)).toBe(false);
    },
  );
});

describe('a hostile user agent', () => {
  it('is read to a bound only', () => {
    expect(isBot(`${CHROME}${' x'.repeat(300)} Googlebot/2.1`, {})).toBe(false);
  });

  it.each(['a', 'a ', '(', '1.', 'a/1.', '; a', ' bot', '\\', '\u0000', 'é '])(
    'of a million times %j takes no second of the processor',
    (piece) => {
      const before = process.cpuUsage();
      isBot(piece.repeat(1_000_000 / piece.length), {});
      expect(process.cpuUsage(before).user / 1_000).toBeLessThan(1_000);
    },
  );
});
