/** For which kinds of action a rule stands. */

export type Kinds = (kind: string) => boolean;

export const everyKind: Kinds = () => true;

/** By name, `money.move`, or by group, `money.*`; an operator's own kinds of a group belong to it. */
export function within(...groups: string[]): Kinds {
  return (kind) =>
    groups.some((group) => kind === group || (group.endsWith('.*') && kind.startsWith(group.slice(0, -1))));
}
