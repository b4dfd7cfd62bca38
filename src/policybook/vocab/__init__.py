"""Knowledge kept by hand: the files of ``data/vocab`` and ``data/corrections.yml`` come in, checked objects go out."""
