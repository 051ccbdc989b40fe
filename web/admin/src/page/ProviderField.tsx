import { useId } from "react";
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

export function ProviderField({ value, placeholder, onChange }: ProviderFieldProps) {
  const field = useId();
  const names = useStored(seen);
  return (
    <div className="field provider-field">
      <label htmlFor={field}>Provider</label>
      <input
        id={field}
        value={value}
        list={`${field}-names`}
        placeholder={placeholder}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        onChange={event => onChange(event.target.value)}
      />
      <datalist id={`${field}-names`}>{names.map(name => <option key={name} value={name} />)}</datalist>
    </div>
  );
}
