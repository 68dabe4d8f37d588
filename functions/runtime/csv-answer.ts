// A table as a file for spreadsheets and programs.
import { COMMA, type Dialect, SEMICOLON } from '../domain/csv.ts';
import type { HttpAnswer } from './answer.ts';
import { problem } from './problem.ts';
import type { HttpRequest } from './request.ts';

/** Tells a spreadsheet that the letters are UTF-8. */
const BYTE_ORDER_MARK = '\ufeff';

/**
 * @param write the table in a dialect: commas, or by `?sep=;` the semicolons and decimal commas that Excel reads in most of Europe
 * @param name of the file, without its ending
 */
export function csvAnswer(
  request: HttpRequest,
  write: (dialect: Dialect) => string,
  name: string,
): HttpAnswer {
  const separator = request.query.get('sep') ?? COMMA.separator;
  const dialect = [COMMA, SEMICOLON].find((one) => one.separator === separator);
  if (dialect === undefined) return problem(request, 'malformed', { detail: 'sep: choose , or ; (as %3B).' });
  return {
    status: 200,
    headers: {
      'content-type': 'text/csv; charset=utf-8; header=present',
      'content-disposition': `attachment; filename="${name}.csv"`,
    },
    body: `${BYTE_ORDER_MARK}${write(dialect)}`,
  };
}
