"""Times a detector on a text: peers.py presidio|datafog lines|whole FILE. Prints seconds and findings as JSON.

Presidio gets Swedish without a language model and the rules it has for Sweden and Finland, telephones, e-mail, IBAN and IP
addresses; DataFog gets what it comes with.
"""

import json
import sys
import time


def presidio():
    import spacy
    import tldextract
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer import predefined_recognizers as rules
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    # The list of public suffixes in the package; else each e-mail address asks the network.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    engine = SpacyNlpEngine(models=[{"lang_code": "sv", "model_name": "blank"}])
    engine.nlp = {"sv": spacy.blank("sv")}
    swedish = {"supported_language": "sv"}
    registry = RecognizerRegistry(
        recognizers=[
            rules.SePersonnummerRecognizer(**swedish),
            rules.SeOrganisationsnummerRecognizer(**swedish),
            rules.FiPersonalIdentityCodeRecognizer(**swedish),
            rules.PhoneRecognizer(supported_regions=("SE", "FI"), **swedish),
            rules.EmailRecognizer(**swedish),
            rules.IbanRecognizer(**swedish),
            rules.IpRecognizer(**swedish),
        ],
        supported_languages=["sv"],
    )
    analyzer = AnalyzerEngine(registry=registry, nlp_engine=engine, supported_languages=["sv"])
    return lambda text: len(analyzer.analyze(text, language="sv"))


def datafog():
    import datafog_core

    return lambda text: len(datafog_core.scan(text))


def main(name, how, path):
    find = {"presidio": presidio, "datafog": datafog}[name]()
    with open(path, encoding="utf-8") as file:
        text = file.read()
    pieces = text.splitlines() if how == "lines" else [text]
    find("Ring 070-174 06 33 eller skriv till elsa@example.se.")
    times = 1 if name == "presidio" else 10
    wall, cpu, found = time.perf_counter(), time.process_time(), 0
    for _ in range(times):
        found += sum(find(piece) for piece in pieces)
    taken = {"wall": (time.perf_counter() - wall) / times, "cpu": (time.process_time() - cpu) / times}
    print(json.dumps({**taken, "found": found // times}))


main(*sys.argv[1:])
