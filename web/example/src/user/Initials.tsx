/** A picture of somebody who has none: initials on a colour that stays with the id. */
export function Initials({ id, name, imageUrl, size = "small" }: { id: string; name: string; imageUrl?: string | null; size?: "small" | "large" }) {
  const tone = [...id].reduce((sum, letter) => (sum * 31 + letter.codePointAt(0)!) % 997, 7) % 6;
  const letters = name.split(/\s+/).filter(Boolean).map(word => [...word][0]!.toUpperCase());
  return (
    <span className={`initials initials-${size} tone-${tone}`} aria-hidden="true">
      {imageUrl ? <img src={imageUrl} alt="" /> : letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : letters[0]}
    </span>
  );
}
