import { useId, useState } from "react";
import { stored, useStored } from "@example/page/stored";

/** Names of providers that this tab has seen. No call lists them. */
const seen = stored<readonly string[]>(["clerk"]);

export function sawProviders(names: Iterable<string | null | undefined>): void {
  const fresh = [...new Set(names)].filter((name): name is string => !!name && !seen.read().includes(name));
  if (fresh.length > 0) seen.write([...seen.read(), ...fresh].sort());
}

interface ProviderFieldProps {
  value: string;
  placeholder?: string;
  onChange: (provider: string) => void;
}

/** Gives a name on when it is known, or when the operator has written it to its end: the server refuses an unknown one. */
export function ProviderField({ value, placeholder, onChange }: ProviderFieldProps) {
  const field = useId();
  const names = useStored(seen);
  const [typed, setTyped] = useState(value);
  const type = (text: string) => {
    setTyped(text);
    if (text === "" || names.includes(text)) onChange(text);
  };
  return (
    <div className="field provider-field">
      <label htmlFor={field}>Provider</label>
      <input
        id={field}
        value={typed}
        list={`${field}-names`}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={event => type(event.target.value)}
        onBlur={() => onChange(typed.trim())}
        onKeyDown={event => event.key === "Enter" && onChange(typed.trim())}
      />
      <datalist id={`${field}-names`}>{names.map(name => <option key={name} value={name} />)}</datalist>
    </div>
  );
}
