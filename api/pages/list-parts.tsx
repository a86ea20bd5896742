import type { PropsWithChildren } from '@kitajs/html';

/** What lists have in common. */

interface SelectProps<Value extends string> {
  /** Also the name it is sent under. */
  id: string;
  label: string;
  /** What each value is called, in the order to be shown. */
  options: Readonly<Record<Value, string>>;
  /** Null: any. */
  selected: string | null;
}

/** A filter by one value of several, or by none. */
export function Select<Value extends string>({ id, label, options, selected }: SelectProps<Value>) {
  return (
    <div class="field">
      <label for={id} safe>
        {label}
      </label>
      <select id={id} name={id}>
        <option value="" selected={selected === null}>
          Any
        </option>
        {Object.entries<string>(options).map(([value, words]) => (
          <option value={value} selected={selected === value} safe>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

/** Rows below the names of their columns; on a phone each row is a card. */
export function Table({ columns, children }: PropsWithChildren<{ columns: readonly string[] }>) {
  return (
    <table class="actions card">
      <thead>
        <tr>
          {columns.map((column) => (
            <th scope="col" safe>
              {column}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}

interface NothingProps {
  /** One of what is listed: `action`. */
  noun: 'action' | 'decision';
  /** The call that makes one. */
  call: 'POST /v1/actions' | 'POST /api/validate';
  /** Where all of them are listed; null: they are, and there is none. */
  allUrl: string | null;
}

/** In place of a table without rows. */
export function Nothing({ noun, call, allUrl }: NothingProps) {
  return (
    <div class="card empty">
      {allUrl === null ? (
        <>
          <h2>{`No ${noun}s yet`}</h2>
          <p>
            They appear here as soon as somebody calls <code>{call}</code>.
          </p>
        </>
      ) : (
        <>
          <h2>Nothing matches</h2>
          <p>
            {`No ${noun} fits what is chosen above. `}
            <a href={allUrl}>Show all</a>
          </p>
        </>
      )}
    </div>
  );
}

/** Between the pages of a list. */
export function Paging({ firstUrl, nextUrl }: { firstUrl: string; nextUrl: string | null }) {
  return (
    <nav class="paging" aria-label="Pages">
      <a href={firstUrl}>Newest</a>
      {nextUrl === null ? null : <a href={nextUrl}>Older</a>}
    </nav>
  );
}
