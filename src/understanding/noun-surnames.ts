/**
 * Common German family names that are nouns or adjectives too (own list): behind "hier ist" they are names. What is
 * not here and stands in the lexicon is taken for the thing.
 */
export const isNounSurname = (folded: string): boolean => names.has(folded);

const names = new Set(
  `adler amsel apfel arndt bach bader baer balke bauer baum baumann beck becker beil berg berger bergmann bieber
   birke bischof blank blum bock boehm boettcher born brandt braun breuer buch buchholz burg burger busch
   decker dreher drescher eberle eder ehrlich eich engel ernst esser falk falke fiedler fink fischer fleischer
   fleischmann flick forster foerster frank franke franz freund fried friedrich fromm fuchs fuhrmann fuerst
   gaertner gans geiger gerber gerlach glaser gold graf grimm gross gruen gruber haas haase habicht hafer
   hafner hahn hart hase hauser haupt hecht heck heide heil heinrich held henne herbst herold hering hermann
   herz herzog hesse heuer hirsch hirt hofer hoffmann hofmann hold hopf horn huber jaeger jahn jung junge
   kaiser kamm kanter karl kaestner kaufmann keller kern kessler kiefer kirch klein knecht knoll koch koehler
   koenig kohl kolbe korn kraemer kraft kraus krause krebs krieger krueger krug kuehn kuester kunz kurz lamm
   lang lange lehmann lehrer leimer lenz lerche lieb linde lindner link loewe lohmann ludwig mahler maier mann
   markt martin maurer meier meister merz mertens metzger meyer moench mohr moeller mueller naegel nagel
   neumann oertel ott otto pabst palm papst peters petersen pfaff pfeffer pfeifer pfeiffer pfeil pfennig pohl
   probst rabe rapp rau reh reich reiter richter riedel ritter roemer rose rosen roth rot rother rudolf sachs
   saenger sander sattler sauer schaefer scherer schick schiffer schilling schlegel schlosser schmid schmidt
   schmied schmitt schneider schoen schramm schreiber schreiner schroeder schubert schuler schulte schultz
   schulz schulze schumacher schuster schuetz schuetze schwab schwan schwarz seeger seidel seiler sieber simon
   singer sommer specht speer sperling sproede stahl star stark stein steiner stern stock storch strauss
   strobel tanne thaler thiel thomas trommler ulrich unger vogel vogt voss wagner wald walter weber weger
   weiss welk wendt werner wiese wild wille winkler winter wirt wirth witt wolf wolff zander zeller ziegler
   zimmermann zink zorn`.split(/\s+/),
);
