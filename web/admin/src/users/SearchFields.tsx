import { useId } from "react";
import { ProviderField } from "../page/ProviderField";
import type { Search } from "./search";

interface SearchFieldsProps {
  search: Search;
  onChange: (search: Search) => void;
}

export function SearchFields({ search, onChange }: SearchFieldsProps) {
  const field = useId();
  return (
    <search className="search-fields">
      <div className="field">
        <label htmlFor={field}>Name, e-mail address or id</label>
        <input
          id={field}
          type="search"
          value={search.text}
          maxLength={500}
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          aria-describedby={`${field}-note`}
          onChange={event => onChange({ ...search, text: event.target.value })}
        />
      </div>
      <ProviderField value={search.provider} placeholder="any" onChange={provider => onChange({ ...search, provider })} />
      <label className="check">
        <input
          type="checkbox"
          checked={search.isForDeleted}
          onChange={event => onChange({ ...search, isForDeleted: event.target.checked })}
        />
        Deleted users
      </label>
      <p id={`${field}-note`} className="muted note">
        Finds the beginning of words in name, username and e-mail address, and whole ids, reference ids and token identifiers.
      </p>
    </search>
  );
}
