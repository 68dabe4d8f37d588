// Reads what a function answers as API Gateway does: HTTP API, payload format 2.0.

export type GatewayAnswer = {
  readonly status: number;
  /** Several cookies are several headers of one name. */
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Buffer;
};

/** An answer that the gateway makes itself. */
export function ownAnswer(status: number, message: string): GatewayAnswer {
  const body = Buffer.from(JSON.stringify({ message }));
  return { status, headers: [['content-type', 'application/json']], body };
}

/** @param payload JSON */
export function readAnswer(payload: string): GatewayAnswer {
  const result: unknown = JSON.parse(payload);
  if (typeof result !== 'object' || result === null || !('statusCode' in result)) {
    const body = typeof result === 'string' ? result : result === null ? '' : payload;
    return { status: 200, headers: [['content-type', 'application/json']], body: Buffer.from(body) };
  }
  const { statusCode, headers, cookies, body, isBase64Encoded } = result as Readonly<Record<string, unknown>>;
  const status = Number(statusCode);
  const malformed =
    !Number.isInteger(status) ||
    status < 100 ||
    status > 599 ||
    (body !== undefined && body !== null && typeof body !== 'string');
  if (malformed) return ownAnswer(500, 'Internal Server Error');
  const named = Object.entries((headers as Record<string, unknown> | undefined) ?? {}).flatMap(
    ([name, value]) =>
      value === undefined || value === null ? [] : [[name.toLowerCase(), String(value)] as const],
  );
  const set = Array.isArray(cookies) ? cookies.map((cookie) => ['set-cookie', String(cookie)] as const) : [];
  const typed = named.some(([name]) => name === 'content-type');
  return {
    status,
    headers: [...(typed ? [] : [['content-type', 'text/plain;charset=UTF-8'] as const]), ...named, ...set],
    body: Buffer.from((body as string | undefined) ?? '', isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
