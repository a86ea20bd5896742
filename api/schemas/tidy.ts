interface WithSchemas {
  components?: { schemas?: Record<string, unknown> };
}

const PREFIX = '#/components/schemas/';

/**
 * The schemas that something in the document refers to. Every schema is there twice, as what is sent (`XInput`) and as
 * what is answered (`X`): one that is only sent takes the name it has in our code. References follow, in place.
 */
export function usedSchemas(document: WithSchemas): Record<string, unknown> {
  const all = document.components?.schemas ?? {};
  const references: { $ref: string }[] = [];
  const used = new Set<string>();
  const follow = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (isReference(value)) {
      const name = value.$ref.slice(PREFIX.length);
      references.push(value);
      if (!used.has(name)) {
        used.add(name);
        follow(all[name]);
      }
    }
    Object.values(value).forEach(follow);
  };
  follow({ ...document, components: { ...document.components, schemas: {} } });
  const newName = (name: string): string => {
    const short = name.replace(/Input$/, '');
    return used.has(short) ? name : short;
  };
  for (const reference of references) reference.$ref = PREFIX + newName(reference.$ref.slice(PREFIX.length));
  const named = [...used].map((name): [string, unknown] => [newName(name), all[name]]);
  return Object.fromEntries(named.sort(([a], [b]) => a.localeCompare(b)));
}

function isReference(value: object): value is { $ref: string } {
  return '$ref' in value && typeof value.$ref === 'string' && value.$ref.startsWith(PREFIX);
}

/** Patterns that only repeat a format, and limits that only repeat what a double can hold, help no reader. */
export function simplify(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  const schema = value as Record<string, unknown>;
  if (schema.format === 'date-time' || schema.format === 'email') delete schema.pattern;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  Object.values(schema).forEach(simplify);
}
