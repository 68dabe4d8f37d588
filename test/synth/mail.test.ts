// Who may send mail, as whom, and that nobody may where nobody is to get any.
import { describe, expect, it } from 'vitest';
import { FUNCTION_NAMES } from '../../lib/function-name.ts';
import { configWith, mailingConfig, synthesised } from '../support/synthesised.ts';

describe('reports and notices that are mailed', () => {
  it('are sent as the configured address alone, whatever else its domain has', async () => {
    const stack = await synthesised(mailingConfig());
    const statements = [...stack.all('AWS::IAM::Policy').values()].flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    const sending = statements.filter(({ Action }) => [Action].flat().join().includes('ses:'));
    // The one that mails reports, and the one that mails notices.
    expect(sending).toHaveLength(2);
    for (const { Condition } of sending)
      expect(Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'hello@mail.example.com' } });
  });

  it('carry a link to the API’s own address', async () => {
    const stack = await synthesised(mailingConfig());
    const [api] = stack.one('AWS::ApiGatewayV2::Api');
    const { Variables } = stack.function('mail-reports')[1].Properties.Environment;
    expect(Variables.API_URL).toEqual({ 'Fn::GetAtt': [api, 'ApiEndpoint'] });
  });
});

describe.each([
  ['without mail', {}],
  [
    'with a sender whom no report names anybody to',
    { mail: { from: 'hello@example.com' }, reports: [{ every: 'week' }] },
  ],
])('%s', (_what, changes) => {
  it('there is no function that mails, nobody else may, and no alarm waits for it', async () => {
    const stack = await synthesised(configWith({ ...changes, retention: '3y' }));
    const functions = [...stack.all('AWS::Lambda::Function').keys()];
    expect(functions).toHaveLength(FUNCTION_NAMES.length - 9);
    expect(functions.filter((id) => id.includes('Mail'))).toEqual([]);
    expect(JSON.stringify([...stack.all('AWS::IAM::Policy').values()])).not.toContain('ses:');
    const alarms = [...stack.all('AWS::CloudWatch::Alarm').values()];
    expect(alarms.filter(({ Properties }) => Properties.AlarmDescription.startsWith('Mail'))).toEqual([]);
  });
});
