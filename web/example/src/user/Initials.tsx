import { useState } from "react";

interface InitialsProps {
  id: string;
  name: string;
  imageUrl?: string | null;
  size?: "small" | "large";
}

/** A picture of somebody who has none, or one that does not load: initials on a colour that stays with the id. */
export function Initials({ id, name, imageUrl, size = "small" }: InitialsProps) {
  const [broken, setBroken] = useState<string | null>(null);
  const tone = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 997, 7) % 6;
  const letters = name.split(/\s+/).filter(Boolean).map(word => [...word][0]!.toUpperCase());
  return (
    <span className={`initials initials-${size} tone-${tone}`} aria-hidden="true">
      {imageUrl && imageUrl !== broken
        ? <img src={imageUrl} alt="" onError={() => setBroken(imageUrl)} />
        : letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : letters[0]}
    </span>
  );
}
