// Shows what is wrong with a form's fields, each fault beside its field.
import { element } from './element.ts';
import type { FieldFault } from './hosted-form.ts';

const CLASS = 'imbuto-error';
const INVALID = 'aria-invalid';
const DESCRIBED = 'aria-describedby';
let shown = 0;

export function showFaults(form: HTMLFormElement, faults: readonly FieldFault[]): void {
  let first: Element | undefined;
  for (const { field, detail } of faults) {
    const controls = controlsOf(form, field);
    shown += 1;
    const message = element('p', { class: CLASS, id: `${CLASS}-${shown}`, role: 'alert' }, detail);
    const place = placeOf(controls, form);
    if (place) place.after(message);
    else form.append(message);
    for (const control of controls) {
      control.setAttribute(INVALID, 'true');
      control.setAttribute(DESCRIBED, message.id);
    }
    first ??= controls[0];
  }
  if (first instanceof HTMLElement) first.focus();
}

export function clearFaults(form: HTMLFormElement): void {
  for (const message of form.querySelectorAll(`.${CLASS}`)) message.remove();
  for (const control of form.querySelectorAll(`[${DESCRIBED}^=${CLASS}]`)) {
    control.removeAttribute(INVALID);
    control.removeAttribute(DESCRIBED);
  }
}

/** Those that are seen. Lists are often named as PHP wants it. */
function controlsOf(form: HTMLFormElement, field: string): readonly Element[] {
  return [...form.querySelectorAll('input, select, textarea')].filter(
    (control) =>
      [field, `${field}[]`].includes(control.getAttribute('name') ?? '') &&
      control.getAttribute('type') !== 'hidden',
  );
}

/** Behind the control, its label where that holds it, or the list of choices. */
function placeOf(controls: readonly Element[], form: HTMLFormElement): Element | undefined {
  const last = controls[controls.length - 1];
  const group = controls.length > 1 ? last?.closest('fieldset') : null;
  const inside = group && form.contains(group) ? group.lastElementChild : null;
  return inside ?? last?.closest('label') ?? last;
}
