import { countryFlag, countryName } from '../format/country.ts';
import './phone-number.css';

/** A number as its country writes it, with the country. */
export function PhoneNumber({ number, country }: { number: string | null; country: string | null }) {
  return (
    <span className="phone-number">
      {country && (
        <span className="phone-number-flag" aria-hidden="true" title={countryName(country)}>
          {countryFlag(country)}
        </span>
      )}
      {number && <span className="digits foreign">{number}</span>}
      {country && <span className="soft">{countryName(country)}</span>}
    </span>
  );
}
