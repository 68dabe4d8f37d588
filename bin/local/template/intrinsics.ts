// CloudFormation's intrinsic functions, as far as a template without nested stacks and macros uses them.
import type { Json, JsonObject, Template } from './template.ts';

/** What the template's references stand for on this machine. */
export type References = {
  /** The values of `AWS::Region` and its like. */
  readonly pseudo: Readonly<Record<string, string>>;
  /** `Ref` of a resource, or undefined when there is no such resource. */
  ref(logicalId: string): string | undefined;
  attribute(logicalId: string, name: string): string;
};

/** A reference that has no meaning here: the template is wrong, or asks for what the local host does not have. */
export class Unresolvable extends Error {
  override readonly name = 'Unresolvable';
}

export type Resolve = (value: Json | undefined) => Json | undefined;

const NO_VALUE = Symbol('AWS::NoValue');
type Resolved = Json | typeof NO_VALUE;

/** Answers a function that replaces every intrinsic function in a value by what it stands for. */
export function resolver(template: Template, references: References): Resolve {
  function resolve(value: Json): Resolved {
    if (Array.isArray(value)) return value.map(resolve).filter((item) => item !== NO_VALUE);
    if (typeof value !== 'object' || value === null) return value;
    const object = value as JsonObject;
    const [key, ...others] = Object.keys(object);
    if (key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
      return call(key, object[key] ?? null);
    }
    return Object.fromEntries(
      Object.entries(object).flatMap(([name, inner]) => {
        const resolved = resolve(inner);
        return resolved === NO_VALUE ? [] : [[name, resolved]];
      }),
    );
  }

  function call(name: string, argument: Json): Resolved {
    switch (name) {
      case 'Ref':
        return ref(text(argument, name));
      case 'Fn::GetAtt': {
        const [id, ...path] = typeof argument === 'string' ? argument.split('.') : texts(argument, name);
        return references.attribute(id ?? '', path.join('.'));
      }
      case 'Fn::Join': {
        const [separator, parts] = list(argument, name);
        return texts(parts, name).join(text(separator, name));
      }
      case 'Fn::Sub':
        return substitute(argument);
      case 'Fn::Select': {
        const [index, items] = list(argument, name);
        const item = list(items, name)[Number(resolve(index ?? null))];
        if (item === undefined) throw new Unresolvable('Fn::Select asks for an item that is not there');
        return item;
      }
      case 'Fn::Split': {
        const [separator, joined] = list(argument, name);
        return text(joined, name).split(text(separator, name));
      }
      case 'Fn::FindInMap': {
        const [map = '', first = '', second = ''] = texts(argument, name);
        const found = template.Mappings?.[map]?.[first]?.[second];
        if (found === undefined) throw new Unresolvable(`Fn::FindInMap finds no ${map}.${first}.${second}`);
        return found;
      }
      case 'Fn::If': {
        const [condition, yes = null, no = null] = argument as readonly Json[];
        return resolve(holds(text(condition, name)) ? yes : no);
      }
      case 'Fn::Base64':
        return Buffer.from(text(argument, name)).toString('base64');
      case 'Fn::GetAZs':
        return ['a', 'b', 'c'].map((zone) => `${references.pseudo['AWS::Region']}${zone}`);
      case 'Fn::Equals': {
        const [left, right] = list(argument, name);
        return left === right;
      }
      case 'Fn::Not':
        return list(argument, name)[0] !== true;
      case 'Fn::And':
        return list(argument, name).every((condition) => condition === true);
      case 'Fn::Or':
        return list(argument, name).some((condition) => condition === true);
      default:
        throw new Unresolvable(`${name} is not known to the local host`);
    }
  }

  function ref(id: string): Resolved {
    if (id === 'AWS::NoValue') return NO_VALUE;
    const found = references.pseudo[id] ?? references.ref(id) ?? template.Parameters?.[id]?.Default;
    if (found === undefined) throw new Unresolvable(`Ref ${id} refers to nothing`);
    return found;
  }

  function substitute(argument: Json): string {
    const [pattern, values] = Array.isArray(argument) ? argument : [argument, {}];
    const own = values as JsonObject;
    return text(pattern, 'Fn::Sub').replaceAll(
      /\$\{(!?)([^}]+)\}/g,
      (_whole, literal: string, name: string) => {
        if (literal) return `\${${name}}`;
        const [id = '', ...path] = name.trim().split('.');
        const value =
          own[name.trim()] ?? (path.length > 0 ? { 'Fn::GetAtt': [id, path.join('.')] } : { Ref: id });
        return text(value, 'Fn::Sub');
      },
    );
  }

  function holds(name: string): boolean {
    const condition = template.Conditions?.[name];
    if (condition === undefined) throw new Unresolvable(`there is no condition ${name}`);
    const conditions = (value: Json): Json =>
      Array.isArray(value)
        ? value.map(conditions)
        : typeof value === 'object' && value !== null
          ? 'Condition' in value
            ? holds(String((value as JsonObject).Condition))
            : Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, conditions(inner)]))
          : value;
    return resolve(conditions(condition)) === true;
  }

  function list(value: Json | undefined, name: string): readonly Json[] {
    const resolved = resolve(value ?? null);
    if (!Array.isArray(resolved)) throw new Unresolvable(`${name} was given no list`);
    return resolved;
  }

  function texts(value: Json | undefined, name: string): readonly string[] {
    return list(value, name).map((item) => text(item, name));
  }

  function text(value: Json | undefined, name: string): string {
    const resolved = resolve(value ?? null);
    if (typeof resolved === 'string') return resolved;
    if (typeof resolved === 'number' || typeof resolved === 'boolean') return String(resolved);
    throw new Unresolvable(`${name} was given something that is no text`);
  }

  return (value) => {
    if (value === undefined) return undefined;
    const resolved = resolve(value);
    return resolved === NO_VALUE ? undefined : resolved;
  };
}

/** Whether a resource's `Condition` lets it be created. */
export function isWanted(template: Template, resolve: Resolve, condition: string | undefined): boolean {
  if (condition === undefined) return true;
  if (template.Conditions?.[condition] === undefined)
    throw new Unresolvable(`there is no condition ${condition}`);
  return resolve({ 'Fn::If': [condition, true, false] }) === true;
}
