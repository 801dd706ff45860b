// Print the TypeScript types that json-schema-to-typescript makes of the JSON Schema in the file that is named.
import { compileFromFile } from "json-schema-to-typescript";

process.stdout.write(await compileFromFile(process.argv[2], { bannerComment: "" }));
