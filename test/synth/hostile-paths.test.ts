// The hostile inputs of the property tests are sent over every route of the stack.
import { expect, it } from 'vitest';
import { smallConfig } from '../support/configs.ts';
import { PATHS } from '../support/hostile-inputs.ts';
import { configWith, synthesised } from '../support/synthesised.ts';

it('go to each route that a stack with mails, files and hand-offs has', async () => {
  const { form, funnel } = smallConfig();
  const handOff = { at: 'interest', to: 'sales', notify: ['sales@example.com'] };
  const whole = configWith({
    forms: [{ ...form, doubleOptIn: true }],
    funnels: [
      { ...funnel, kind: 'marketing', handOff },
      { ...funnel, id: 'sales' },
    ],
    mail: { from: 'hello@example.com' },
  });
  const stack = await synthesised(whole);
  const keys = [...stack.all('AWS::ApiGatewayV2::Route').values()].map(
    ({ Properties }) => Properties.RouteKey,
  );
  expect(keys).toEqual(expect.arrayContaining(['a', 'c', 'd', 'u'].map((use) => `ANY /${use}/{token}`)));
  const missed = keys.filter((key) => {
    if (key === '$default') return !PATHS.includes('/thanks');
    const [, path = ''] = String(key).split(' ');
    const route = path.replaceAll(/\{\w+\+\}/g, '.+').replaceAll(/\{\w+\}/g, '[^/]+');
    return !PATHS.some((one) => new RegExp(`^${route}$`).test(one));
  });
  expect(missed).toEqual([]);
});
