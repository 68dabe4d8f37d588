// Every problem that imbuto's routes answer with. Titles are those of the status, as `about:blank` asks (RFC 9457, 4.2.1).

type Problem = { readonly status: number; readonly title: string; readonly detail: string };

export const PROBLEMS = {
  malformed: { status: 400, title: 'Bad Request', detail: 'The request could not be read.' },
  unauthorized: { status: 401, title: 'Unauthorized', detail: 'The key is missing or wrong.' },
  forbidden: { status: 403, title: 'Forbidden', detail: 'This is not allowed.' },
  'foreign-origin': {
    status: 403,
    title: 'Forbidden',
    detail: 'This form is not configured for the origin that sent it.',
  },
  'not-found': { status: 404, title: 'Not Found', detail: 'There is nothing at this address.' },
  'unknown-form': { status: 404, title: 'Not Found', detail: 'There is no form of this name.' },
  gone: { status: 410, title: 'Gone', detail: 'What was at this address has been erased.' },
  'form-closed': { status: 410, title: 'Gone', detail: 'This form is closed: nothing was taken.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method Not Allowed',
    detail: 'This address does not take this method.',
  },
  'too-large': { status: 413, title: 'Content Too Large', detail: 'The body is too large.' },
  'unsupported-encoding': {
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'The body is of a type or an encoding that is not read here.',
  },
  'invalid-fields': { status: 422, title: 'Unprocessable Content', detail: 'Some fields are not valid.' },
  'too-many-requests': { status: 429, title: 'Too Many Requests', detail: 'Try again a little later.' },
  internal: { status: 500, title: 'Internal Server Error', detail: 'Something went wrong here.' },
  unavailable: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'This cannot be taken right now. Try again a little later.',
  },
} as const satisfies Record<string, Problem>;

export type ProblemCode = keyof typeof PROBLEMS;
